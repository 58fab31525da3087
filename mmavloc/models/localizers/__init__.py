"""Localizers: whole models, one file a method."""

from .acl import ACLLocalizer
from .base import Localizer
from .cosine import CosineLocalizer
from .dmc import DMCLocalizer
from .floor import FloorLocalizer
from .grad_cam import grad_cam, top_class_maps
from .hear_the_flow import HearTheFlowLocalizer
from .mean_box import MeanBoxLocalizer
from .potential_probe import PotentialProbe
from .sacl import SACLLocalizer
from .saliency import SaliencyLocalizer
from .senocak import SenocakLocalizer
from .slavc import SLAVCLocalizer
from .ssl_tie import SSLTIELocalizer
from .sslalign import SSLalignLocalizer
from .sspl import SSPLLocalizer
from .supervised import SupervisedLocalizer
from .two_stage import TwoStageLocalizer
from .two_step import TwoStepLocalizer

__all__ = [
    'ACLLocalizer',
    'CosineLocalizer',
    'DMCLocalizer',
    'FloorLocalizer',
    'HearTheFlowLocalizer',
    'Localizer',
    'MeanBoxLocalizer',
    'PotentialProbe',
    'SACLLocalizer',
    'SLAVCLocalizer',
    'SSLTIELocalizer',
    'SSLalignLocalizer',
    'SSPLLocalizer',
    'SaliencyLocalizer',
    'SenocakLocalizer',
    'SupervisedLocalizer',
    'TwoStageLocalizer',
    'TwoStepLocalizer',
    'grad_cam',
    'top_class_maps',
]
