"""The README tells the truth about files, options and names."""

import re
import subprocess
import sys

import pytest

from mmavloc.apis.modules import register_all_modules
from mmavloc.registry import (
    DATASETS,
    HOOKS,
    METRICS,
    MODELS,
    TRANSFORMS,
    VISUALIZERS,
)
from tests.paths import REPO

PAGES = [REPO / 'README.md', *sorted((REPO / 'docs').glob('*.md'))]


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_links_and_files_exist(page):
    text = page.read_text()
    links = re.findall(r'\]\(((?!http)[^)#]+)', text)
    files = re.findall(r'\b((?:tools|configs)/[\w./-]+\.(?:py|sh))', text)
    for name in files:
        assert (REPO / name).exists(), name
    for name in links:
        assert (page.parent / name).exists(), name


@pytest.mark.parametrize(
    ('registry', 'names'),
    [
        (
            MODELS,
            'VGG11 AudioVGG TIMMBackbone TorchvisionBackbone PotentialHead '
            'SoundHead SelectionHead SimilarityLoss AVDataPreprocessor '
            'TwoStepLocalizer ImageClassifier ContrastiveLoss UNet DiceLoss '
            'SupervisedLocalizer SaliencyLocalizer TorchvisionClassifier '
            'FloorLocalizer MeanBoxLocalizer',
        ),
        (
            DATASETS,
            'FlickrSoundNet SoundingShapes ClassImages ConcatAndLocalize '
            'TypeAB VGGSound VGGSS AVSBench IS3 MUSIC MediaFolder',
        ),
        (
            TRANSFORMS,
            'LoadImage LoadSideBySide LoadAudio RandomCrop FlipImage '
            'DrawConsensus PackAVInputs',
        ),
        (METRICS, 'ConsensusIoU TopKAccuracy'),
        (VISUALIZERS, 'AVVisualizer'),
        (HOOKS, 'FiniteLossHook MatchingCheckpointHook SkippedClipsHook'),
    ],
)
def test_promised_names_are_registered(registry, names):
    register_all_modules()
    for name in names.split():
        assert registry.get(name).__name__ == name


@pytest.mark.parametrize(
    'statement', ['import mmavloc', 'import mmavloc.models']
)
def test_import_is_light(statement):
    """Heavy libraries are imported where they are used, not before."""
    heavy = ('librosa', 'timm', 'torchaudio', 'av', 'torchvision')
    code = f'{statement}; import sys; print(*set(sys.modules) & set({heavy}))'
    done = subprocess.run(
        [sys.executable, '-c', code],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
