"""Read a config as every tool does: the file, its data, what overrides it."""

import logging
from pathlib import Path, PurePath

from mmengine.config import Config
from mmengine.logging import print_log

from .config_keys import check_keys


def read_config(
    path: str,
    *,
    data: str | None = None,
    data_root: str | None = None,
    cfg_options: dict | None = None,
    work_dir: str | None = None,
) -> Config:
    """Read a config file and apply a tool's options to it.

    Args:
        path: of the config.
        data: another config, whose test data are taken.
        data_root: where the data are instead, see :func:`set_data_root`.
        cfg_options: dotted key -> value; a key that nothing would read is
            refused, see :mod:`mmavloc.apis.config_keys`.
        work_dir: instead of the config's; by default that, else
            ``work_dirs/<name of the config>``.

    Raises:
        FileNotFoundError: there is no such file, or no such base of it.
        ValueError: the file cannot be read, has no test data where they are
            wanted, or an option is refused.
    """
    cfg = load_config(path)
    if data:
        take_test_data(cfg, data)
    override(cfg, data_root=data_root, cfg_options=cfg_options)
    set_work_dir(cfg, work_dir)
    return cfg


def set_work_dir(cfg: Config, work_dir: str | None) -> None:
    """Set where a run writes, see :func:`read_config`."""
    if work_dir:
        cfg.work_dir = work_dir
    elif cfg.get('work_dir') is None:
        cfg.work_dir = f'work_dirs/{Path(cfg.filename).stem}'


def override(
    cfg: Config,
    *,
    data_root: str | None = None,
    cfg_options: dict | None = None,
) -> None:
    """Apply ``--data-root`` and ``--cfg-options`` to a config, in place.

    Raises:
        ValueError: an option names nothing of the config.
    """
    if data_root:
        set_data_root(cfg, data_root)
    if cfg_options:
        check_keys(cfg, cfg_options)
        cfg.merge_from_dict(cfg_options)
    _without_workers(cfg)


def load_config(path: str) -> Config:
    """Read a config file alone.

    A config that moved into a folder below its old place is found there, and
    a warning says where.

    Raises:
        FileNotFoundError: there is no such file, or no such base of it.
        ValueError: the file is no config.
    """
    file = Path(path).expanduser()
    if not file.is_file():
        file = _moved(file)
    try:
        return Config.fromfile(file)
    except FileNotFoundError as error:
        quoted = str(error).partition('"')[2].partition('"')[0]
        missing = error.filename or quoted or str(error)
        raise FileNotFoundError(
            f'{path}: its base {missing} is missing; a config needs '
            'the files that its _base_ names'
        ) from None
    except SyntaxError as error:
        # the parser names the line; MMEngine puts the file before it
        where = str(error).partition('config file ')[2] or f'{path}: {error}'
        raise ValueError(f'{where}; correct this line') from None
    except ImportError as error:
        cause = error.__cause__ or error
        raise ValueError(
            f'{path}: an import failed ({cause}); start where the module '
            'lies, or set PYTHONPATH'
        ) from None
    except Exception as error:
        text = str(error).strip().splitlines()
        raise ValueError(
            f'{path}: cannot be read as a config, {type(error).__name__}: '
            f'{text[-1] if text else "no cause was given"}'
        ) from None


def _moved(file: Path) -> Path:
    """Find a config that lies in a folder below its old place.

    Raises:
        FileNotFoundError: there is none, or there are several.
    """
    found = sorted(file.parent.glob(f'*/**/{file.name}'))
    found = [p for p in found if p.suffix == '.py']
    if len(found) != 1:
        near = ', '.join(map(str, found))
        raise FileNotFoundError(
            f'{file}: no such config; '
            + (
                f'want one of {near}'
                if near
                else 'configs/ holds those of '
                'the project, and a work directory the one it was made with'
            )
        )
    print_log(
        f'{file} is {found[0]} now',
        logger='current',
        level=logging.WARNING,
    )
    return found[0]


def take_test_data(cfg: Config, data: str) -> None:
    """Let a config test on another config's test data.

    Raises:
        ValueError: that one has no test data.
    """
    other = load_config(data)
    if not other.get('test_dataloader'):
        raise ValueError(
            f'--data {data}: has no test_dataloader; want a config with test '
            'data'
        )
    cfg.test_dataloader = other.test_dataloader
    cfg.data_root = other.get('data_root')
    for key in ('test_evaluator', 'test_cfg'):
        if cfg.get(key) is None:  # of a config that only trains
            cfg[key] = other.get(key)


def set_data_root(cfg: Config, data_root: str) -> None:
    """Move every data set that lies under the config's ``data_root``.

    Where that is a folder of several roots (``data``, of ``data/vggsound``
    and ``data/vggss``), each moves with it and keeps its name.

    Args:
        cfg: changed in place.
        data_root: where the data are instead.

    Raises:
        ValueError: the config names no ``data_root``.
    """
    old = cfg.get('data_root')
    if old is None:
        raise ValueError(
            '--data-root: this config names no data_root; set the roots of '
            'its data sets with --cfg-options'
        )

    def move(node) -> None:
        if isinstance(node, dict):
            if (root := node.get('data_root')) is not None:
                root = PurePath(root)
                if root.is_relative_to(old):
                    moved = PurePath(data_root, root.relative_to(old))
                    node['data_root'] = str(moved)
            for value in node.values():
                move(value)
        elif isinstance(node, list | tuple):
            for value in node:
                move(value)

    move(cfg._cfg_dict)


def _without_workers(cfg: Config) -> None:
    """Drop what PyTorch refuses of a loader without worker processes."""
    loaders = [cfg, cfg.get('validation') or {}]
    for section in loaders:
        for key in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
            loader = section.get(key)
            if isinstance(loader, dict) and loader.get('num_workers') == 0:
                loader['persistent_workers'] = False
                for name in ('prefetch_factor', 'timeout'):
                    loader.pop(name, None)
