"""Which sounds the audit plays to a clip."""

import pytest
import torch

from mmavloc.audit.sounds import (
    noise_like,
    plan_sounds,
    siren_like,
)


def infos(n, **more):
    return [
        {'sample_id': f'{i}', 'img_path': f'{i}.jpg', 'audio_path': f'{i}.wav'}
        | {key: value[i] for key, value in more.items()}
        for i in range(n)
    ]


def test_no_clip_gets_its_own_sound():
    plan = plan_sounds(infos(9))
    assert all(path != f'{i}.wav' for i, path in enumerate(plan.swapped))
    assert sorted(plan.swapped) == sorted(f'{i}.wav' for i in range(9))
    assert plan.offscreen is None and 'siren' in plan.how['offscreen']
    assert plan_sounds(infos(9)) == plan


def test_a_pictures_other_source_is_its_wrong_sound():
    plan = plan_sounds(infos(4, group=['a', 'a', 'b', 'b']))
    assert plan.swapped == ['1.wav', '0.wav', '3.wav', '2.wav']


@pytest.mark.parametrize('groups', ['aab', 'aabb', 'aaab'])
def test_a_clip_without_another_source_has_that_of_another_picture(groups):
    clips = infos(len(groups), group=[*groups])
    if groups == 'aabb':  # both clips of `b` have the same recording
        clips[3]['audio_path'] = clips[2]['audio_path']
    plan = plan_sounds(clips)
    for info, path in zip(clips, plan.swapped, strict=True):
        assert path != info['audio_path']
    alone = [i for i, name in enumerate(groups) if name == 'b']
    assert {plan.swapped[i][0] for i in alone} <= {'0', '1', '2'}
    assert 'if there is none' in plan.how['swapped']


def test_a_recording_of_two_clips_is_no_wrong_sound_for_either():
    clips = infos(4)
    clips[1]['audio_path'], clips[3]['audio_path'] = '0.wav', '2.wav'
    for seed in range(20):
        for info, path in zip(
            clips, plan_sounds(clips, seed).swapped, strict=True
        ):
            assert path != info['audio_path']


def test_off_screen_is_heard_of_nothing_in_view():
    seen = [['dog', 'cat'], ['dog'], ['cat'], ['car']]
    heard = [['dog'], ['dog'], ['cat'], ['car']]
    plan = plan_sounds(infos(4, visible=seen, heard=heard))
    for path, view in zip(plan.offscreen, seen, strict=True):
        assert not set(heard[int(path[0])]) & set(view)
    # nothing is off screen where all is in view
    plan = plan_sounds(
        infos(2, visible=[['a', 'b']] * 2, heard=[['a'], ['b']])
    )
    assert plan.offscreen is None
    plan = plan_sounds(infos(2), offscreen=['y.wav', 'x.wav'])
    assert set(plan.offscreen) <= {'x.wav', 'y.wav'}


def test_one_picture_has_no_sound_to_swap():
    with pytest.raises(ValueError, match='at least two images'):
        plan_sounds(infos(1))


@pytest.mark.parametrize('whole', [False, True])
def test_made_up_sounds_are_as_loud_as_the_own(whole):
    audio = 0.1 * torch.sin(torch.arange(22050) * 0.1)
    if whole:
        audio = (audio * 32767).round().to(torch.int16)
    for made in (noise_like(audio, 'a'), siren_like(audio)):
        assert made.shape == audio.shape and made.dtype == audio.dtype
        loudness = [x.double().square().mean().sqrt() for x in (audio, made)]
        assert float(loudness[1]) == pytest.approx(
            float(loudness[0]), rel=0.01
        )
    assert torch.equal(noise_like(audio, 'a'), noise_like(audio, 'a'))
    assert not torch.equal(noise_like(audio, 'a'), noise_like(audio, 'b'))
    silent = torch.zeros_like(audio)
    assert noise_like(silent, 'a').any()
