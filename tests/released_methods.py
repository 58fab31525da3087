"""Configs and inputs of the methods that have reference numbers."""

CONFIGS = {
    'ezvsl': 'ezvsl/ezvsl_vggsound_144k_guided.py',
    'fnac': 'fnac/fnac_vggsound_144k_guided.py',
    'lvs': 'lvs/lvs_vggsound_144k.py',
    'slavc': 'slavc/slavc_vggsound_144k_guided.py',
    'ssltie': 'ssltie/ssltie_vggsound_144k.py',
}
UNGUIDED = 'lvs', 'ssltie'  # methods without object map or temperature


def eval_inputs(known, method):
    """Return the inputs of the reference numbers in evaluation mode."""
    frames = {'lvs': 671, 'ssltie': 670}.get(method, 200)
    offset, scale = (-30, 15) if method == 'ssltie' else (-1.0, 0.35)
    return {
        'image': known.images(1, 3),
        'audio': known.spectrograms(2, 3, frames, offset, scale),
    }


def train_inputs(known, method):
    """Return the inputs of the reference training step."""
    offset, scale = (-30, 15) if method == 'ssltie' else (-1.0, 0.35)
    return {
        'image': known.images(3, 4),
        'audio': known.spectrograms(4, 4, 200, offset, scale),
    }
