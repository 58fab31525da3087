"""The rows of the paper's tables."""

from dataclasses import dataclass

from mmavloc.floors import FLOORS

from . import paper
from .plan import MAIN, StudyDataset, unsup

TITLES = {
    'table1': 'Table 1: unsupervised, by number of training clips',
    'table2': 'Table 2: supervised by boxes, image only',
    'table3': 'Table 3: saliency (Grad-CAM)',
    'table4': 'Table 4: type A and type B, one annotator (IoU)',
    'table5': 'Table 5: concat-and-localize',
    'appendix3': 'Appendix Table 3: Grad-CAM of the N most likely classes',
    'appendix4': 'Appendix Table 4: other methods, without boxes',
    'appendix5': 'Appendix Table 5: without potential network and selection',
}
OTHERS = {
    'senocak': 'Senocak et al.',
    'dmc': 'DMC',
    'cavl': 'CAVL',
    'twostage': 'Two-stage',
}
INIT_TEXT = {'pretrained': 'pretrained', 'denovo': 'de novo'}


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes:
        label: the model and its number of training clips, as printed.
        map: name of the map, as printed.
        theirs: the paper's cIoU and AUC, if it reports them.
        source: run, test, split and map of our numbers; None for a method
            that cannot be run here.
    """

    label: str
    map: str
    theirs: paper.Score | None = None
    source: tuple[str, str, str, str] | None = None


def rows_of(table: str, dataset: StudyDataset) -> list[Row]:
    """List the rows of a table on a data set."""
    if table == 'table1':
        return _table1(dataset)
    if table == 'table2':
        test = ('supervised', 'test', 'test', 'localization')
        return [
            Row(
                'Senocak et al., with sound, '
                + _size(dataset.supervised, '2.5k'),
                'localization',
                paper.SENOCAK_SUPERVISED,
                ('senocak_supervised', *test[1:]),
            ),
            Row(
                f'U-Net, {_size(dataset.supervised, "2.5k")}',
                *('localization', paper.UNET, test),
            ),
        ]
    if table == 'table3':
        top, classes, _ = dataset.top_n
        label = f'Grad-CAM, top {top} of {classes} classes'
        if top != 100:
            label += " (paper's top 100 of 1000)"
        test = ('saliency', 'test', 'test')
        return [
            Row(
                *('Grad-CAM, top class', 'saliency', paper.SALIENCY[1]),
                (*test, 'top1'),
            ),
            Row(
                *(label, 'saliency', paper.SALIENCY[100]),
                (*test, 'localization'),
            ),
        ]
    if table == 'table4':
        return [
            Row(f'type {split[-1].upper()}', name, score, source)
            for split, maps in paper.TABLE4.items()
            for name, score in maps.items()
            for source in [(MAIN, 'types', split, name)]
        ]
    if table == 'table5':
        return [
            *_floors('concat', paper.CONCAT_RANDOM, MAIN),
            *(
                Row(_label(dataset, *key), name, score, source)
                for key, maps in paper.TABLE5.items()
                for name, score in maps.items()
                for source in [(unsup(*key), 'concat', 'concat', name)]
            ),
        ]
    if table == 'appendix3':
        _, classes, sweep = dataset.top_n
        same = classes == 1000
        return [
            Row(
                f'top {n} of {classes}',
                'saliency',
                paper.SALIENCY.get(n) if same or n == 1 else None,
                ('saliency', 'test', 'test', f'top{n}'),
            )
            for n in sweep
        ]
    if table == 'appendix4':
        key = ('pretrained', '10k')
        localization = paper.TABLE1[key]['localization']
        test = ('test', 'test', 'localization')
        return [
            Row(
                f'two-step, {_label(dataset, *key)}',
                *('localization', localization, (unsup(*key), *test)),
            ),
            *(
                Row(
                    f'{OTHERS[name]}, {_size(dataset.sizes["10k"], "10k")}',
                    *('localization', score, (f'{name}_10k', *test)),
                )
                for name, score in paper.OTHERS.items()
            ),
        ]
    if table == 'appendix5':
        return [
            Row(_label(dataset, *key), name, score, source)
            for key, ablated in paper.ABLATION.items()
            for name, score, source in (
                (
                    'whole system',
                    paper.TABLE1[key]['localization'],
                    (unsup(*key), 'test', 'test', 'localization'),
                ),
                (
                    'without',
                    ablated,
                    (unsup(*key, True), 'test', 'test', 'localization'),
                ),
            )
        ]
    raise ValueError(
        f'{table!r} is not a table; choose one of {", ".join(TITLES)}'
    )


def _table1(dataset: StudyDataset) -> list[Row]:
    floors = [
        Row(
            text,
            'floor',
            paper.RANDOM if kind == 'random' else None,
            (f'floor_{kind}', 'test', 'test', 'localization'),
        )
        for kind, text in (
            *((name, floor.caption) for name, floor in FLOORS.items()),
            ('mean_box', 'mean box of training'),
        )
    ]
    rows = [
        Row(
            f'Senocak et al., {_size(dataset.sizes[size], size)}',
            *('localization', score),
            (f'senocak_{size}', 'test', 'test', 'localization'),
        )
        for size, score in paper.SENOCAK.items()
    ]
    for key, maps in paper.TABLE1.items():
        label, run = _label(dataset, *key), unsup(*key)
        loc, pot = maps['localization'], maps['potential']
        gap = tuple(round(a - b, 1) for a, b in zip(loc, pot, strict=True))
        for name, score in {**maps, 'gap': gap}.items():
            rows.append(Row(label, name, score, (run, 'test', 'test', name)))
    return floors + rows


def _floors(split: str, random: paper.Score, run: str) -> list[Row]:
    return [
        Row(FLOORS[name].caption, 'floor', score, (run, split, split, name))
        for name, score in (('random', random), ('centre', None))
    ]


def _label(dataset: StudyDataset, init: str, size: str) -> str:
    return f'{INIT_TEXT[init]}, {_size(dataset.sizes[size], size)}'


def _size(ours: str, theirs: str) -> str:
    note = '' if ours == theirs else f' (paper: {theirs})'
    return f'{ours} clips{note}'
