# What script/server and script/test have in common: sourced, not run.

postgres=15    # the oldest that the book runs on

# Says a thing in both languages.
say() { printf '%s\n%s\n' "$1" "$2" >&2; }
fail() { say "$1" "$2"; exit 1; }

# Rust where rustup puts it, whether or not this shell has been told.
[ ! -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ] || PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH

# Whether there are programs of PostgreSQL that the book can run on.
postgres_is_there() {
    local bin version
    while read -r bin; do
        [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] || continue
        version=$("$bin/postgres" --version | sed -n 's/.*(PostgreSQL) \([0-9]*\).*/\1/p')
        [ "${version:-0}" -ge "$postgres" ] && return 0
    done < <(if [ -n "${PG_BIN:-}" ]; then echo "$PG_BIN"; else
        tr ':' '\n' <<<"$PATH"
        printf '%s\n' /usr/lib/postgresql/*/bin /usr/lib64/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin
    fi)
    return 1
}

# Runs a script as root, its further words as its arguments; or says what an administrator has to do.
as_root() {
    local script=$1
    shift
    if [ "$(id -u)" = 0 ]; then
        bash -euo pipefail -c "$script" install "$@"
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        say "Cần quyền quản trị để cài đặt." "Installing needs administrator rights."
        sudo bash -euo pipefail -c "$script" install "$@"
    else
        fail "Nhờ người quản trị máy chạy: apt-get install $*" "Ask the administrator of this machine to run: apt-get install $*"
    fi
}

# Installs packages of the system. PostgreSQL's own cluster would run beside ours for nothing: it is not made, and
# the file that says so is put back afterwards.
install_packages() {
    command -v apt-get >/dev/null || fail "Cài trước: $*" "Install these first: $*"
    say "Đang cài: $*" "Installing: $*"
    as_root '
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -q
        case " $* " in *" postgresql "*)
            apt-get install -y -q --no-install-recommends postgresql-common
            file=/etc/postgresql-common/createcluster.conf
            if [ -f "$file" ] && ! grep -q "^create_main_cluster" "$file"; then
                cp -p "$file" "$file.before"
                trap "mv -f $file.before $file" EXIT
                echo "create_main_cluster = false" >>"$file"
            fi ;;
        esac
        apt-get install -y -q --no-install-recommends "$@"' "$@" >&2
}
