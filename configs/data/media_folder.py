# Test data: clips of your own folder that have boxes. Write the boxes to
# annotation/<id>.xml, in pixels of a 256 x 256 image, and the ids to test.txt;
# docs/datasets.md shows an example.
#
#   python tools/test.py CONFIG CHECKPOINT --data configs/data/media_folder.py
_base_ = ['../_base_/test_clips.py']

data_root = 'data/media_folder'

test_dataloader = dict(dataset=dict(type='MediaFolder', data_root=data_root))
