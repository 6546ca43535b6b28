from __future__ import annotations

import pytest

from pytest_bulkhead.checker.fixing.imports import existing_import, imported
from tests.checker.fixing.edited import edited, module_of

IMPORTED = {
    ("pytest", "import pytest\n"): ("pytest", "import pytest\n"),
    ("pytest", "import pytest as pt\n"): ("pt", "import pytest as pt\n"),
    ("pytest.MonkeyPatch", "import pytest\n"): ("pytest.MonkeyPatch", "import pytest\n"),
    ("os.path", "import os\n"): ("os.path", "import os\n"),
    ("pytest", "import os\n\nx = 1\n"): ("pytest", "import os\n\nimport pytest\n\nx = 1\n"),
    ("os", "import pytest\n"): ("os", "import os\n\nimport pytest\n"),
    ("gc", "import abc\nimport os\n"): ("gc", "import abc\nimport gc\nimport os\n"),
    ("os", "import abc\nfrom sys import path\n"): ("os", "import abc\nimport os\nfrom sys import path\n"),
    ("gc", '"""Doc."""\n\nx = 1\n'): ("gc", '"""Doc."""\n\nimport gc\n\nx = 1\n'),
    ("gc", "# head\nfrom __future__ import annotations\n\nx = 1\n"): (
        "gc",
        "# head\nfrom __future__ import annotations\n\nimport gc\n\nx = 1\n",
    ),
    ("gc", "x = 1\n"): ("gc", "import gc\n\nx = 1\n"),
    ("gc", "\r\nimport os\r\n"): ("gc", "\r\nimport gc\r\nimport os\r\n"),
    ("unittest.mock.AsyncMock", "from unittest.mock import Mock, patch\n"): (
        "AsyncMock",
        "from unittest.mock import AsyncMock, Mock, patch\n",
    ),
    ("unittest.mock.patch", "from unittest.mock import (\n    Mock,  # one\n)\n"): (
        "patch",
        "from unittest.mock import (\n    Mock,  # one\n    patch,\n)\n",
    ),
    ("unittest.mock.AsyncMock", "from unittest import mock\n"): ("mock.AsyncMock", "from unittest import mock\n"),
    ("pytest", "import a\n# why\nimport z\n"): ("pytest", "import a\nimport pytest\n# why\nimport z\n"),
    ("pytest", "import os\n\n# others\nimport z\n"): ("pytest", "import os\n\n# others\nimport pytest\nimport z\n"),
    ("pytest", "if x:\n    import pytest\n"): None,
    ("gc", "gc = 1\n"): None,
    ("gc", "def f(gc): pass\n"): None,
    ("gc", "from . import a\n"): ("gc", "import gc\n\nfrom . import a\n"),
}


@pytest.mark.parametrize(("wanted", "before"), IMPORTED)
def test_the_name_by_which_something_can_be_used(wanted, before):
    module = module_of(before)
    found = imported(wanted, module.source.tree, module)
    answer = (found.name, edited(module, found.edits)) if found else None
    assert answer == IMPORTED[wanted, before]


def test_an_import_does_not_count_where_the_name_means_something_else():
    module = module_of("import pytest\n\ndef f(pytest):\n    x = 1\n")
    inner = module.source.tree.body[1].body[0]
    assert existing_import("pytest", inner, module) == ""
    assert existing_import("pytest", module.source.tree, module) == "pytest"
