"""Figure 3 names the class that Grad-CAM was computed for."""

import pytest

from mmavloc.cli.make_figures import class_names

SMALL = dict(type='ImageClassifier', num_classes=2)


@pytest.fixture
def root(tmp_path):
    (tmp_path / 'classes').mkdir()
    (tmp_path / 'classes/names.txt').write_text('bell\nflute\n')
    return str(tmp_path)


def test_the_names_are_those_of_the_data(root):
    assert class_names(None, SMALL, root) == ['bell', 'flute']


def test_a_named_file_has_priority(root, tmp_path):
    (tmp_path / 'mine.txt').write_text('a\nb\n')
    assert class_names(str(tmp_path / 'mine.txt'), SMALL, root) == ['a', 'b']


def test_names_of_other_classes_are_not_taken(root, tmp_path):
    assert class_names(None, SMALL | {'num_classes': 3}, root) is None
    assert class_names(None, SMALL, str(tmp_path / 'elsewhere')) is None
    assert class_names(None, SMALL, None) is None


def test_a_classifier_of_torchvision_has_imagenet_s_names(root):
    names = class_names(None, dict(type='TorchvisionClassifier'), root)
    assert len(names) == 1000 and names[0] == 'tench'
