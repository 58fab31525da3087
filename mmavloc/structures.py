"""What is known and what is predicted about one clip.

Letters, here and in every other module: ``b`` clips, ``c`` channels, ``k``
embedding, ``h w`` map, ``f`` frequency bins, ``t`` frames or samples, ``m``
annotators, ``n`` boxes.
"""

from mmengine.structures import BaseDataElement


class AVDataSample(BaseDataElement):
    """One clip: its identity, its annotation and the maps predicted for it.

    Meta information:
        sample_id (str): the clip's id, unique in its split.
        split (str): name under which the clip is scored, e.g. ``'type_b'``.
        img_path, audio_path (str): where the media came from.
        sample_rate (int): of the loaded audio in Hz; in a batch, audio is
            (b t), int16 of full scale 32768 or float32 in [-1, 1].
        num_annotators (int): how many annotated the clip, those included who
            drew no box.
        kind (str): ``'consensus'``, the default: every annotator marks the
            same source; ``'union'``: all boxes are one truth.
        group (str): the picture, where its objects sound in turn in several
            clips.
        right_img_path, sounding_half (str): of two clips side by side, the
            right picture, and which half the sound is of.
        img_shape (tuple[int, int]): height and width of the model's input.

    Data:
        boxes (np.ndarray): n x 4 float64, ``x1 y1 x2 y2`` as fractions of the
            model's input image, so that resizing leaves them alone. A box of
            a 256-pixel annotation frame keeps its pixels exactly.
        annotators (np.ndarray): n int64, who drew each box, 0..m-1.
        consensus (torch.Tensor): (h w) float32 in [0, 1], G of Eq. 7, where
            the pipeline draws it for a supervised model.
        label (int): class index, only for classification images.
        pred_maps (dict[str, torch.Tensor]): name -> (h w) float map. The
            two-step system sets ``potential`` (P), ``attention`` (A) and
            ``localization`` (alpha); every localizer's answer is named
            ``localization``.
        pred_label (int): index of the likeliest class, from localizers that
            look at what a classifier looks at.
        pred_scores (torch.Tensor): class scores, only from classifiers.
    """
