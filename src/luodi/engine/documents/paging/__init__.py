"""From lines on pages to paragraphs: what a PDF and a scan have in common.

Neither knows paragraphs; both know where each line stands.

    lines        the nouns: a printed line, the size of a page
    furniture    page headers, footers and page numbers, left out
    ruling       tables drawn with strokes
    paragraphs   which lines belong together
    compose      the text with its pages, blocks, boxes and flags
    ocr          images to lines, by the `ocr` extra
"""
