# Shared by the scripts beside it, which source it from the checkout's top: .venv and what is in it.
# PYTHON names the interpreter to make .venv with, where the first fitting one isn't the right one.

python=.venv/bin/python

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

# Install a package of Debian's with apt-get; where that can't be, fail with what the caller says.
install_system() {
    command -v apt-get >/dev/null || fail "$2"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "$2" "There is no right to install it here."
        as_root=sudo
    fi
    echo "Installing $1 with apt-get" >&2
    $as_root apt-get update -qq >&2
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >&2 ||
        fail "Could not install $1." "$2"
}

# The first interpreter that is new enough; its name is printed.
find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    found=$(python3 --version 2>&1) || found="no python3"
    fail "Python 3.11 or newer is needed; found: $found." \
        "Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python)," \
        "or name one: PYTHON=/path/to/python3.12 $0"
}

# Make .venv where it is missing or doesn't work (half made, or its interpreter is gone).
make_venv() {
    if "$python" -m pip --version >/dev/null 2>&1; then return; fi
    base=$(find_python)
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        fail "$base can't make virtual environments: its modules venv and ensurepip are not all there." \
            "Debian, Ubuntu: apt-get install python3-venv"
    fi
    echo "Making .venv with $("$base" --version)" >&2
    "$base" -m venv --clear .venv
}

# What may be installed beside the dashboard; each has a file requirements-<part>.txt.
parts="statistics exports geodata server"

# Fail where a name is none of a part.
check_parts() {
    for name in "$@"; do
        case " $parts " in
        *" $name "*) ;;
        *) fail "There is no part \"$name\". Parts: $parts." ;;
        esac
    done
}

pip_install() {
    "$python" -m pip install --quiet --disable-pip-version-check "$@"
}

# Install a requirements file; skipped where .venv holds a copy of just this file from last time.
install_from() {
    if cmp -s "$1" ".venv/$1"; then return; fi
    echo "Installing $1 into .venv" >&2
    pip_install -r "$1" ||
        fail "Could not install $1; the lines above say why. Once mended, run $0 again."
    cp "$1" ".venv/$1"
    fresh=yes
}

# The dashboard's own requirements. geopandas goes in without what it asks for: all of it is in the
# file but pyogrio, which brings GDAL (103 MB) and is the part "geodata".
install_base() {
    if cmp -s requirements.txt .venv/requirements.txt; then return; fi
    echo "Installing requirements.txt into .venv" >&2
    grep -v '^geopandas==' requirements.txt >.venv/most.txt
    grep '^geopandas==' requirements.txt >.venv/alone.txt
    pip_install -r .venv/most.txt && pip_install --no-deps -r .venv/alone.txt ||
        fail "Could not install requirements.txt; the lines above say why. Once mended, run $0 again."
    cp requirements.txt .venv/requirements.txt
    fresh=yes
}

# Take out what was just installed and nothing here runs: the packages' own tests, and setuptools,
# which Python 3.11 puts into every environment. What tests run in is left whole.
slim() {
    if [ "${fresh:-}" != yes ] || [ -e .venv/requirements-dev.txt ]; then return; fi
    find .venv/lib -type d -name tests -prune -exec rm -r {} +
    "$python" -m pip uninstall --quiet --yes --disable-pip-version-check setuptools >/dev/null 2>&1 || :
}

# What checks and tests need beside the dashboard's own requirements.
develop() {
    make_venv
    install_from requirements.txt
    for part in $parts; do install_from "requirements-$part.txt"; done
    install_from requirements-dev.txt
}
