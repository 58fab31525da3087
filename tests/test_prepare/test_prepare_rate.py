"""Sounds of the rate that a config wants."""

import numpy as np
import pytest
import soundfile

from mmavloc.cli.prepare_data import main
from mmavloc.testing import write_image, write_sound


def test_sample_rate_is_kept_and_another_is_refused(tmp_path, capsys):
    source, out = tmp_path / 'source', tmp_path / 'out'
    write_image(source / 'a.jpg')
    write_sound(source / 'a.wav', rate=44100)
    command = ['folder', '--source', str(source), '--out', str(out)]
    command += ['--workers', '1']
    main([*command, '--sample-rate', '16000'])
    audio, rate = soundfile.read(out / 'audio/a.wav')
    assert (rate, len(audio)) == (16000, 16000)
    assert np.abs(np.fft.rfft(audio)).argmax() == 220  # Hz
    with pytest.raises(SystemExit, match='sample_rate 16000 instead of 22050'):
        main(command)
    with pytest.raises(SystemExit):
        main([*command, '--sample-rate', '100'])
    assert '--sample-rate 100: want 4000 to 192000' in capsys.readouterr().err
