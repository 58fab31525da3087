"""Installation of mmavloc; tool settings are in pyproject.toml."""

import re
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
version = re.search(
    r"__version__ = '(.+)'", (here / 'mmavloc/version.py').read_text()
).group(1)

# Any of mmcv-lite, mmcv or onedl-mmcv provides `mmcv`.
requires = [
    'torch>=2.6',
    'torchvision',
    'mmengine>=0.10.7,<1',
    'mmcv-lite>=2.2',
    'numpy>=1.26',
    'scipy',
    'librosa>=0.11',
    'soxr',
    'timm>=1.0',
    'segmentation-models-pytorch>=0.6',
    'simplejpeg>=1.8',
    'safetensors',
    'soundfile>=0.12',
    'av',
    'pebble>=5',
    'matplotlib',
    'rich',
    'jinja2',
]
extras = {
    'tests': [
        'pytest',
        'pytest-xdist',
        'ruff',
        'mypy',
        'scikit-learn',
        'captum',
    ],
    'audio': ['torchaudio>=2.6'],  # KaldiFbank only; must suit the torch
    'export': ['onnx', 'onnxscript', 'onnxruntime'],
}
extras['dev'] = sorted({name for names in extras.values() for name in names})
# Gradio needs Pillow below 13, which resizes otherwise than 13.
extras['app'] = ['gradio>=6,<7']
extras['acl'] = ['transformers']  # CLIPSegGrounder, TransformersAudio
extras['segments'] = ['scikit-image']  # MakeSegments(method='felzenszwalb')

setup(
    name='mmavloc',
    version=version,
    description='Visual sound source localization on MMEngine: '
    'train, score and audit models that find the pixels that make the sound',
    long_description=(here / 'README.md').read_text(encoding='utf-8'),
    long_description_content_type='text/markdown',
    license='Apache-2.0',
    python_requires='>=3.10,<3.14',
    packages=find_packages(include=['mmavloc', 'mmavloc.*']),
    package_data={'mmavloc': ['*/templates/*.j2', 'zoo/*/*']},
    entry_points={'console_scripts': ['mmavloc = mmavloc.cli:main']},
    install_requires=requires,
    extras_require=extras,
    classifiers=[
        'Programming Language :: Python :: 3',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
    ],
)
