"""Heads: from features to maps."""

from .attention_head import AttentionHead
from .audio_token import AudioToken
from .class_cam_head import ClassCamHead
from .clipseg_grounder import CLIPSegGrounder
from .cluster_head import ClusterHead
from .cosine_grounder import CosineGrounder
from .cosine_map_head import CosineMapHead
from .flow_attention import FlowAttention
from .map_masker import MapMasker
from .object_guidance import ObjectGuidance
from .potential_head import PotentialHead
from .predictive_coding import PredictiveCoding
from .selection_head import SelectionHead
from .simsiam_head import SimSiamHead
from .sound_head import SoundHead

__all__ = [
    'AttentionHead',
    'AudioToken',
    'CLIPSegGrounder',
    'ClassCamHead',
    'ClusterHead',
    'CosineGrounder',
    'CosineMapHead',
    'FlowAttention',
    'MapMasker',
    'ObjectGuidance',
    'PotentialHead',
    'PredictiveCoding',
    'SelectionHead',
    'SimSiamHead',
    'SoundHead',
]
