"""Config reading shared by the tools: the file and the options on it."""

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
        path: path of the config.
        data: another config, whose test data are used instead.
        data_root: folder of the data, see :func:`set_data_root`.
        cfg_options: dotted key -> value; a key that nothing would read is
            refused, see :mod:`mmavloc.apis.config_keys`.
        work_dir: work directory; by default that of the config, or else
            ``work_dirs/<name of the config>``.

    Raises:
        FileNotFoundError: the file or one of its base files does not exist.
        ValueError: the file cannot be read, ``data`` has no test data, or an
            option is refused.
    """
    cfg = load_config(path)
    if data:
        take_test_data(cfg, data)
    override(cfg, data_root=data_root, cfg_options=cfg_options)
    set_work_dir(cfg, work_dir)
    return cfg


def set_work_dir(cfg: Config, work_dir: str | None) -> None:
    """Set the work directory, see :func:`read_config`."""
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
        ValueError: an option names no key of the config.
    """
    if data_root:
        set_data_root(cfg, data_root)
    if cfg_options:
        check_keys(cfg, cfg_options)
        cfg.merge_from_dict(cfg_options)
    _without_workers(cfg)


def load_config(path: str) -> Config:
    """Read a config file without any options.

    A config that was moved into a subfolder is found there, with a warning.

    Raises:
        FileNotFoundError: the file or one of its base files does not exist.
        ValueError: the file is not a config.
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
            f'{path}: its base file {missing} is missing; a config needs all '
            'files that its _base_ names'
        ) from None
    except SyntaxError as error:
        # the message has the line; MMEngine puts the file before it
        where = str(error).partition('config file ')[2] or f'{path}: {error}'
        raise ValueError(f'{where}; correct this line') from None
    except ImportError as error:
        cause = error.__cause__ or error
        raise ValueError(
            f'{path}: an import failed ({cause}); run the command in the '
            'folder of the module, or set PYTHONPATH'
        ) from None
    except Exception as error:
        text = str(error).strip().splitlines()
        raise ValueError(
            f'{path}: cannot be read as a config, {type(error).__name__}: '
            f'{text[-1] if text else "no cause was given"}'
        ) from None


def _moved(file: Path) -> Path:
    """Find a config that was moved into a subfolder.

    Raises:
        FileNotFoundError: there is no such config, or there are several.
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
                else 'see configs/ for the configs of the project; a work '
                'directory holds the config of its training'
            )
        )
    print_log(
        f'{file} was moved; using {found[0]}',
        logger='current',
        level=logging.WARNING,
    )
    return found[0]


def take_test_data(cfg: Config, data: str) -> None:
    """Replace the test data of a config by those of another one.

    Raises:
        ValueError: the other config has no test data.
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
        if cfg.get(key) is None:  # the config is for training only
            cfg[key] = other.get(key)


def set_data_root(cfg: Config, data_root: str) -> None:
    """Move data sets, and files that transforms read, to another root.

    Those under the config's ``data_root`` are moved.

    If that is the parent folder of several roots (``data`` of
    ``data/vggsound`` and ``data/vggss``), their names in it are kept.

    Args:
        cfg: changed in place.
        data_root: new folder of the data.

    Raises:
        ValueError: the config has no ``data_root``.
    """
    old = cfg.get('data_root')
    if old is None:
        raise ValueError(
            '--data-root: this config has no data_root; set the roots of its '
            'data sets with --cfg-options'
        )

    def move(node) -> None:
        if isinstance(node, dict):
            for key in ('data_root', 'path'):
                place = node.get(key)
                if isinstance(place, str) and PurePath(place).is_relative_to(
                    old
                ):
                    moved = PurePath(
                        data_root, PurePath(place).relative_to(old)
                    )
                    node[key] = str(moved)
            for value in node.values():
                move(value)
        elif isinstance(node, list | tuple):
            for value in node:
                move(value)

    move(cfg._cfg_dict)


def _without_workers(cfg: Config) -> None:
    """Remove settings that PyTorch refuses if ``num_workers`` is 0."""
    loaders = [cfg, cfg.get('validation') or {}]
    for section in loaders:
        for key in ('train_dataloader', 'val_dataloader', 'test_dataloader'):
            loader = section.get(key)
            if isinstance(loader, dict) and loader.get('num_workers') == 0:
                loader['persistent_workers'] = False
                for name in ('prefetch_factor', 'timeout'):
                    loader.pop(name, None)
