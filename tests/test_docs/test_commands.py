"""Every command that the documentation shows is one that its tool takes."""

import re
import shlex
import sys
from importlib import import_module

import pytest

from mmavloc.apis.command_line import ToolParser
from mmavloc.apis.config import load_config, override
from mmavloc.cli import CHECKOUT_TOOLS, FORMER, TOOLS
from tests.paths import REPO

PAGES = [REPO / 'README.md', *sorted((REPO / 'docs').glob('*.md'))]
TOOL = re.compile(
    r'^(?P<typed>(?:PYTHONPATH=\S+ )?(?:python (?:-m )?)?)'
    r'(?:tools/(?P<door>\w+)\.py|mmavloc (?P<name>\w+))(?= |$)(?P<rest>.*)'
)


def documented():
    """Find the commands: whole ones of blocks, parts of running text."""
    for page in PAGES:
        text = page.read_text()
        blocks = re.findall(r'```bash\n(.*?)```', text, re.DOTALL)
        for block in blocks:
            for line in block.replace('\\\n', ' ').splitlines():
                yield page.name, ' '.join(line.split()), True
        rest = re.sub(r'```.*?```', '', text, flags=re.DOTALL)
        for part in re.findall(r'`([^`]+)`', rest):
            line = ' '.join(part.split())
            typed = line.startswith(('python ', 'mmavloc '))
            # a tool's name alone names the tool, and is not typed
            yield page.name, line, typed and line.count(' ') > 1


COMMANDS = sorted(
    {
        (page, found['door'] or found['name'], found['rest'], whole)
        for page, line, whole in documented()
        if (found := TOOL.match(line)) and not line.endswith('...')
    }
)


class Captured(BaseException):
    """Carries a tool's parser out of its main function."""


def parser_of(tool, monkeypatch):
    """Take the parser that a tool builds, without running the tool."""

    def stop(self, *args):
        raise Captured(self)

    package = CHECKOUT_TOOLS[tool][0] if tool in CHECKOUT_TOOLS else 'mmavloc'
    package = {'mmavloc': 'mmavloc.cli'}.get(package, package)
    with monkeypatch.context() as patched:
        patched.setattr(ToolParser, 'parse_args', stop)
        patched.setattr(sys, 'argv', [tool])
        with pytest.raises(Captured) as captured:
            import_module(f'{package}.{tool}').main()
    return captured.value.args[0]


def test_there_are_such_commands():
    tools = {tool for _, tool, _, whole in COMMANDS if whole}
    assert {'audit', 'train', 'test', 'make_report', 'reproduce'} <= tools
    assert len(COMMANDS) > 50


@pytest.mark.parametrize(
    ('page', 'tool', 'rest', 'whole'),
    COMMANDS,
    ids=[f'{page}:{tool}{rest}' for page, tool, rest, _ in COMMANDS],
)
def test_the_tool_takes_it(page, tool, rest, whole, monkeypatch, capsys):
    words = shlex.split(rest.replace('METHOD', 'lvs'), comments=True)
    if tool not in {*TOOLS, *CHECKOUT_TOOLS}:
        assert tool in FORMER or tool == 'TOOL'
        return
    if words == ['--help']:
        return
    parser = parser_of(tool, monkeypatch)
    if not whole:
        for word in words:
            if word.startswith('--'):
                assert word in parser._option_string_actions
        return
    try:
        args = parser.parse_args(words)
    except SystemExit:
        pytest.fail(capsys.readouterr().err)
    config = REPO / getattr(args, 'config', '')
    if config.is_file():
        options = getattr(args, 'cfg_options', None)
        override(load_config(str(config)), cfg_options=options)


def test_make_has_the_targets_that_the_pages_name(monkeypatch):
    makefile = (REPO / 'Makefile').read_text()
    parser = parser_of('demo', monkeypatch)
    found = [
        line
        for _, line, _ in documented()
        if line.startswith('make ') and line.split()[1].islower()
    ]
    assert any("DEMO='--seed" in line for line in found)
    for line in found:
        _, target, *given = shlex.split(line)
        assert re.search(rf'^{target}:', makefile, re.MULTILINE), line
        for word in given:
            name, _, value = word.partition('=')
            if name == 'DEMO':
                parser.parse_args(shlex.split(value))
