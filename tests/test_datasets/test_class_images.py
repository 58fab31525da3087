"""Images with class labels."""

import pytest
from mmengine.registry import init_default_scope

from mmavloc.datasets import (
    ClassImages,
)
from mmavloc.testing import (
    write_image,
)


@pytest.fixture(autouse=True)
def scope():
    init_default_scope('mmavloc')


def test_labels_are_read_and_checked(tmp_path):
    write_image(tmp_path / 'image/a.jpg')
    (tmp_path / 'list.txt').write_text('a 3\n\n')
    dataset = ClassImages(
        data_root=str(tmp_path),
        ann_file='list.txt',
        pipeline=[dict(type='LoadImage'), dict(type='PackAVInputs')],
    )
    assert dataset[0]['data_samples'].label == 3
    for text, error in (
        ('a 3\na 4\n', 'line 2'),
        ('a x\n', 'line 1'),
        ('a 1\nb 2\n', '1 of 2 images are missing'),
        ('', 'list is empty'),
    ):
        (tmp_path / 'list.txt').write_text(text)
        with pytest.raises((ValueError, FileNotFoundError), match=error):
            ClassImages(data_root=str(tmp_path), ann_file='list.txt')
