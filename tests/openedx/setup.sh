#!/bin/sh
# Makes .venv-openedx: the Open edX platform that the tests launch from, apart from our own
# environment because it is AGPL and brings Django. Safe to run again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv="$here/../../.venv-openedx"
stamp="$venv/constraints.txt"
if cmp -s "$here/constraints.txt" "$stamp"; then exit 0; fi

# The Python of our own environment when there is one, so that both have the same version.
python="$here/../../.venv/bin/python"
[ -x "$python" ] || python=python3
rm -rf "$venv"
# Named here because nothing declares them: fs, which XBlock imports, needs pkg_resources of
# setuptools; PyJWT needs cryptography for RS256.
set -- lti-consumer-xblock setuptools cryptography
if command -v uv >/dev/null 2>&1; then
    uv venv --quiet --python "$python" "$venv"
    uv pip install --quiet --python "$venv/bin/python" -c "$here/constraints.txt" "$@"
else
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        -c "$here/constraints.txt" "$@"
fi
"$venv/bin/python" -c 'import lti_consumer'
cp "$here/constraints.txt" "$stamp"
