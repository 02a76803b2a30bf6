"""The documentation: the reference from docstrings, and the pages beside it; built without the internet.

`python -m sphinx -W docs docs/_build`
"""

from importlib import metadata

project = "ihanalysis"
author = "the ihanalysis contributors"
release = metadata.version("ihanalysis")
html_title = f"ihanalysis {release}"

extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "myst_parser"]
exclude_patterns = ["_build"]
default_role = "code"

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
napoleon_google_docstring = False
napoleon_use_rtype = False
# Types stand in the signature, once.
napoleon_attr_annotations = False

html_theme = "alabaster"
html_theme_options = {
    "description": "Inclusion health inequalities in England",
    "font_family": "Arial, Helvetica, 'Liberation Sans', sans-serif",
    "head_font_family": "Arial, Helvetica, 'Liberation Sans', sans-serif",
    "font_size": "1rem",
    "page_width": "1080px",
    "sidebar_width": "220px",
    "link": "#12436D",
    "show_powered_by": False,
}
html_show_sourcelink = False
html_copy_source = False
