"""A signature that another program puts into a PDF."""

import io
from concurrent.futures import ThreadPoolExecutor

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from portal.signing.certificates import KeyPair
from portal.signing.sealing import signer_of_pair


def sign_elsewhere(content: bytes, pair: KeyPair, *, field: str) -> bytes:
    """Add a signature field of this name to the file, signed with the pair's key."""
    signer = PdfSigner(
        PdfSignatureMetadata(field_name=field, md_algorithm="sha256"), signer=signer_of_pair(pair)
    )
    target = io.BytesIO()

    def sign() -> None:
        signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), output=target)

    # The library starts an event loop; where tests of pages ran before, one is running here.
    with ThreadPoolExecutor(max_workers=1) as apart:
        apart.submit(sign).result()
    return target.getvalue()
