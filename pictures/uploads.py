"""The one door for a new picture from a script: the demo, an import. The desk's form comes to the same checks."""

from django.core.files import File

from pictures.cleaning import cleaned
from pictures.models import Picture


def store(upload, *, title, alt, credit, **fields):
    """A saved Picture of the file `upload` (a File or anything open for reading); `fields` are its further columns.

    Side effects: the cleaned file and its renditions are written. Raises ValidationError, with nothing left written,
    when the file or a column is refused.
    """
    upload = upload if isinstance(upload, File) else File(upload)
    picture = Picture(file=cleaned(upload), title=title, alt=alt, credit=credit, **fields)
    picture.full_clean()
    picture.save()
    return picture
