"""The paper's numbers as printed: cIoU and AUC in percent.

Oya et al., "Do We Need Sound for Sound Source Localization?", ACCV 2020. They
were measured on Flickr-SoundNet. Every table shows them next to ours.
"""

SIZES = ('1k', '2.5k', '10k', '144k')
INITS = ('pretrained', 'denovo')
TOP_N = (1, 10, 20, 50, 100, 200, 500, 1000)

Score = tuple[float, float]

RANDOM: Score = (34.1, 32.3)

# Table 1: weights of the image network, number of clips -> map -> score
TABLE1: dict[tuple[str, str], dict[str, Score]] = {
    ('pretrained', '1k'): {
        'localization': (48.7, 46.4),
        'potential': (45.9, 43.8),
    },
    ('pretrained', '2.5k'): {
        'localization': (50.3, 47.7),
        'potential': (48.1, 46.0),
    },
    ('pretrained', '10k'): {
        'localization': (56.8, 50.7),
        'potential': (53.9, 48.6),
    },
    ('pretrained', '144k'): {
        'localization': (68.4, 57.0),
        'potential': (66.8, 56.2),
    },
    ('denovo', '1k'): {
        'localization': (36.5, 34.1),
        'potential': (35.3, 33.4),
    },
    ('denovo', '2.5k'): {
        'localization': (40.7, 37.3),
        'potential': (38.5, 36.8),
    },
    ('denovo', '10k'): {
        'localization': (48.4, 45.3),
        'potential': (47.4, 44.6),
    },
    ('denovo', '144k'): {
        'localization': (66.7, 56.3),
        'potential': (65.5, 55.5),
    },
}

# Table 1, as Senocak et al. published them, without boxes
SENOCAK: dict[str, Score] = {'10k': (43.6, 44.9), '144k': (66.0, 55.8)}

# Appendix Table 4: without boxes, 10k clips; each as its authors published
# it, but for DMC, whose score is that of the CAVL paper
OTHERS: dict[str, Score] = {
    'senocak': SENOCAK['10k'],
    'dmc': (41.6, 45.2),
    'cavl': (50.0, 49.2),
    'twostage': (52.2, 49.6),
}

# Table 2: trained with 2.5k boxes. Senocak et al. published the first score.
SENOCAK_SUPERVISED: Score = (80.4, 60.3)
UNET: Score = (79.3, 60.9)

# Appendix Table 3 (and Table 3): Grad-CAM of the N most likely classes
SALIENCY: dict[int, Score] = {
    1: (45.7, 41.1),
    10: (51.5, 45.1),
    20: (52.1, 45.7),
    50: (52.6, 46.2),
    100: (52.7, 46.3),
    200: (52.5, 46.1),
    500: (52.4, 46.0),
    1000: (51.8, 45.5),
}

# Table 4: 144k clips, pretrained; IoU instead of cIoU
TABLE4: dict[str, dict[str, Score]] = {
    'type_a': {
        'localization': (58.5, 49.6),
        'potential': (55.7, 48.3),
        'gap': (2.8, 1.3),
        'random': (29.9, 28.4),
    },
    'type_b': {
        'localization': (44.5, 38.0),
        'potential': (31.9, 27.2),
        'gap': (12.6, 10.8),
        'random': (17.1, 16.6),
    },
}

# Table 5: concat-and-localize, 1000 samples
CONCAT_RANDOM: Score = (20.0, 18.5)
TABLE5: dict[tuple[str, str], dict[str, Score]] = {
    ('pretrained', '1k'): {
        'localization': (24.8, 23.5),
        'potential': (23.4, 21.8),
        'gap': (1.4, 1.7),
    },
    ('pretrained', '2.5k'): {
        'localization': (27.3, 24.4),
        'potential': (23.5, 21.3),
        'gap': (3.8, 3.1),
    },
    ('pretrained', '10k'): {
        'localization': (35.4, 29.5),
        'potential': (28.2, 25.1),
        'gap': (7.2, 4.4),
    },
    ('pretrained', '144k'): {
        'localization': (41.6, 35.6),
        'potential': (30.2, 26.4),
        'gap': (11.4, 9.2),
    },
    ('denovo', '1k'): {
        'localization': (21.8, 20.4),
        'potential': (21.1, 20.2),
        'gap': (0.7, 0.2),
    },
    ('denovo', '2.5k'): {
        'localization': (23.2, 21.5),
        'potential': (22.9, 20.8),
        'gap': (0.3, 0.7),
    },
    ('denovo', '10k'): {
        'localization': (30.1, 26.6),
        'potential': (24.0, 22.1),
        'gap': (6.1, 4.5),
    },
    ('denovo', '144k'): {
        'localization': (37.4, 31.6),
        'potential': (28.9, 25.4),
        'gap': (8.5, 6.2),
    },
}

# Appendix Table 5: without the potential network and the selection module
ABLATION: dict[tuple[str, str], Score] = {
    ('pretrained', '1k'): (44.4, 40.6),
    ('pretrained', '2.5k'): (48.7, 45.8),
    ('pretrained', '10k'): (56.4, 49.2),
    ('pretrained', '144k'): (66.8, 55.7),
    ('denovo', '1k'): (35.7, 33.0),
    ('denovo', '2.5k'): (38.6, 36.6),
    ('denovo', '10k'): (47.6, 44.3),
    ('denovo', '144k'): (65.8, 55.3),
}
