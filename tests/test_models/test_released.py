"""Released checkpoints: which files are read and which are refused."""

import pytest
import torch
from mmengine.config import Config
from mmengine.runner import load_checkpoint

from mmavloc.cli.convert import main
from mmavloc.engine.checkpoint import load_plain
from mmavloc.models.converters import RELEASED, convert_released
from mmavloc.registry import MODELS
from tests.paths import GOLDEN, REPO

SPECIMENS = {
    'dmc': 'dmc_flickr_144k',
    'ezvsl': 'ezvsl_flickr_144k',
    'fnac': 'fnac_flickr_144k',
    'htf': 'htf_flickr_144k',
    'lvs': 'lvs_flickr_144k',
    'sacl': 'sacl_flickr_144k',
    'senocak': 'senocak_flickr_144k',
    'slavc': 'slavc_vggsound_144k',
    'sslalign': 'sslalign_released',
    'ssltie': 'ssltie_flickr_144k',
    'sspl': 'sspl_flickr_144k',
    'sspl_nopcm': 'sspl_flickr_144k_nopcm',
    'twostage': 'twostage_flickr_144k',
}


def released(method, file=0) -> dict[str, torch.Tensor]:
    """Zeros with the names of a file, including unused ones."""
    weights = {
        theirs: torch.zeros(()).expand(shape)  # small in a file
        for part in RELEASED[method].parts
        if part.file == file
        for theirs, (_, shape) in part.keys.items()
    }
    lvs_like = method in ('lvs', 'ssltie', 'sslalign')
    for network in ('imgnet', 'audnet') if lvs_like else ():
        weights[f'{network}.conv1_flow.weight'] = torch.zeros(64, 6, 7, 7)
        weights[f'{network}.fc.bias'] = torch.zeros(3)
    return weights


def write(path, method, weights, prefix='module.'):
    named = {prefix + name: value for name, value in weights.items()}
    container = RELEASED[method].container
    torch.save({container: named, 'epoch': 3} if container else named, path)
    return str(path)


@pytest.mark.parametrize('method', SPECIMENS)
@pytest.mark.parametrize('prefix', ['', 'module.'])
def test_a_released_file_loads_into_a_config(tmp_path, method, prefix):
    weights = released(method)
    some = next(iter(weights))
    weights[some] = torch.rand(weights[some].shape)
    paths = [write(tmp_path / '0.pth', method, weights, prefix)]
    for file in range(1, len(RELEASED[method].files)):
        more = released(method, file)
        paths.append(write(tmp_path / f'{file}.pth', method, more, prefix))
    cfg = Config.fromfile(
        REPO / f'configs/{method.split("_")[0]}/{SPECIMENS[method]}.py'
    )
    cfg.model.pop('object_guidance', None)  # has its own files
    model = MODELS.build(cfg.model)
    load_checkpoint(model, f'{method}://{",".join(paths)}', strict=True)
    ours = RELEASED[method].parts[0].keys[some][0]
    assert torch.equal(model.state_dict()[ours], weights[some])


def test_other_files_are_refused(tmp_path):
    good = released('ezvsl')
    path = tmp_path / 'a.pth'
    less = {k: v for k, v in good.items() if k != 'audnet.conv1.weight'}
    write(path, 'ezvsl', less)
    with pytest.raises(ValueError, match='1 of 244 .* missing, .*conv1'):
        convert_released('ezvsl', str(path))
    write(path, 'ezvsl', {**good, 'extra.weight': torch.zeros(1)})
    with pytest.raises(ValueError, match='1 are unknown, first extra'):
        convert_released('ezvsl', str(path))
    write(path, 'ezvsl', {**good, 'img_proj.bias': torch.zeros(256)})
    with pytest.raises(ValueError, match=r'img_proj.bias is \(256,\), not'):
        convert_released('ezvsl', str(path))
    # another method's file
    write(path, 'lvs', released('lvs'))
    with pytest.raises(ValueError, match="no parameters under 'model'"):
        convert_released('ezvsl', str(path))
    write(path, 'ezvsl', good)
    with pytest.raises(ValueError, match='122 of 244|not a checkpoint of SL'):
        convert_released('slavc', str(path))
    with pytest.raises(ValueError, match='1 files, expected 2: model, Sound'):
        convert_released('senocak', str(path))
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ValueError, match='may be truncated'):
        convert_released('ezvsl', str(path))
    with pytest.raises(FileNotFoundError, match='no such checkpoint'):
        convert_released('ezvsl', str(tmp_path / 'b.pth'))
    with pytest.raises(ValueError, match="unknown method 'avgn'"):
        convert_released('avgn', str(path))


class Evil:
    def __reduce__(self):
        return print, ('this ran',)


def test_no_code_of_a_file_runs(tmp_path, capsys):
    torch.save({'model': {'a': Evil()}}, tmp_path / 'a.pth')
    with pytest.raises(ValueError, match='could run code'):
        convert_released('ezvsl', str(tmp_path / 'a.pth'))
    assert 'this ran' not in capsys.readouterr().out


@pytest.mark.parametrize('name', ['numpy1', 'numpy1.legacy'])
def test_files_of_numpy_1_are_read(name):
    path = GOLDEN / f'methods/ezvsl.{name}.pth'
    found = load_plain(str(path))
    assert found['best_cIoU'] == 0.3118 and found['best_Auc'] == 0.4233
    with pytest.raises(ValueError, match='203 of 244 parameters are missing'):
        convert_released('ezvsl', str(path))


@pytest.mark.parametrize('suffix', ['pth', 'safetensors'])
def test_the_tool(tmp_path, suffix, monkeypatch, capsys):
    path = write(tmp_path / 'a.pth', 'ezvsl', released('ezvsl'))
    out = tmp_path / f'out.{suffix}'
    command = ['convert', 'ezvsl', path, '--out']
    monkeypatch.setattr('sys.argv', [*command, str(out)])
    main()
    assert '244 parameters of EZ-VSL' in capsys.readouterr().out
    assert len(load_plain(str(out))['state_dict']) == 244
    out.write_bytes(out.read_bytes()[:100])
    with pytest.raises(ValueError, match='cannot be read as a checkpoint'):
        load_plain(str(out))
    monkeypatch.setattr('sys.argv', [*command, 'a.txt'])
    with pytest.raises(SystemExit, match='error: --out a.txt: want a name'):
        main()
