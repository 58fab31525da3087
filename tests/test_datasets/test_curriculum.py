"""Simple clips first."""

import json

import pytest

from mmavloc.datasets import CurriculumSampler


class Clips:
    data_root = ''

    def __len__(self):
        return 6

    def get_data_info(self, index):
        return {'sample_id': f'c {index}'}


def test_clips_of_few_sources_come_first(tmp_path):
    path = tmp_path / 'counts.txt'
    path.write_text(''.join(f'c {i} {1 + i % 3}\n' for i in range(6)))
    made = dict(counts_file=str(path), stages=[(2, 9), (0, 1), (1, 2)], seed=3)
    sampler = CurriculumSampler(Clips(), **made)
    wanted = [{0, 3}, {0, 1, 3, 4}, {*range(6)}, {*range(6)}]
    for epoch, clips in enumerate(wanted):
        sampler.set_epoch(epoch)
        found = list(sampler)
        assert set(found) == clips and len(found) == len(sampler)
        assert found == list(sampler)
    with pytest.raises(ValueError, match='no clip has at most 0 sources'):
        CurriculumSampler(Clips(), **{**made, 'stages': [(0, 0)]})
    path.write_text('c 1 1\n')
    with pytest.raises(ValueError, match='no count of 5 of 6 clips, first c'):
        CurriculumSampler(Clips(), **made)
    path.write_text('c one\n')
    with pytest.raises(ValueError, match='line 1.*expected a clip id and a'):
        CurriculumSampler(Clips(), **made)
    with pytest.raises(FileNotFoundError, match='no such list of source cou'):
        CurriculumSampler(Clips(), counts_file=str(tmp_path / 'no.txt'))


def test_counts_of_a_world(tmp_path):
    things = [{'sounds': True}, {'sounds': False}, {'sounds': True}]
    truth = {f'c {i}': {'objects': things[: i % 3 + 1]} for i in range(6)}
    path = tmp_path / 'truth.json'
    path.write_text(json.dumps(truth))
    sampler = CurriculumSampler(
        Clips(), counts_file=str(path), stages=[(0, 1)], shuffle=False
    )
    assert list(sampler) == [0, 1, 3, 4]
