#!/usr/bin/env bash
# Makes the keys and signatures of this folder anew with GnuPG 2.2, for tests alone: NAME.pub.gpg and NAME.sec.gpg, and
# NAME-HASH.prov, in which the key signed web-0.1.0.tgz, a file with the text "the archive".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export GNUPGHOME
GNUPGHOME=$(mktemp -d)
trap 'gpgconf --kill all; rm -rf "$GNUPGHOME"' EXIT

run() {
    gpg --quiet --batch --pinentry-mode loopback --faked-system-time 20200101T120000! --allow-weak-digest-algos "$@"
}

# make NAME HASH-OF-ITS-OWN-SIGNATURE PASSPHRASE PARAMETERS...
make() {
    local name=$1 hash=$2 passphrase=$3
    shift 3
    {
        printf '%s\n' "$@" "Name-Real: $name" "Name-Email: $name@example.com"
        [ -n "$passphrase" ] && echo "Passphrase: $passphrase" || echo '%no-protection'
        echo '%commit'
    } | run --cert-digest-algo "$hash" --generate-key
    run --export "=$name <$name@example.com>" > "$name.pub.gpg"
}

secret() {
    run --passphrase "${2:-}" --export-secret-keys "=$1 <$1@example.com>" > "$1.sec.gpg"
}

sign() {
    run --local-user "=$1 <$1@example.com>" --digest-algo "$2" --output "$1-$2.prov" --clear-sign "$GNUPGHOME/message"
}

sum=$(printf 'the archive' | sha256sum | cut -d' ' -f1)
printf 'apiVersion: v1\nkeywords:\n- a\nname: web\nversion: 0.1.0\n\n...\nfiles:\n  web-0.1.0.tgz: sha256:%s\n' "$sum" \
    > "$GNUPGHOME/message"
rm -f -- *.gpg *.prov

make rsa SHA512 '' 'Key-Type: RSA' 'Key-Length: 2048' 'Expire-Date: 0'
make locked SHA512 'correct horse' 'Key-Type: RSA' 'Key-Length: 2048' 'Expire-Date: 0'
make old SHA1 '' 'Key-Type: RSA' 'Key-Length: 1024' 'Expire-Date: 0'
make dsa SHA512 '' 'Key-Type: DSA' 'Key-Length: 2048' 'Expire-Date: 0'
make ecdsa SHA512 '' 'Key-Type: ECDSA' 'Key-Curve: nistp256' 'Expire-Date: 0'
make edwards SHA512 '' 'Key-Type: EDDSA' 'Key-Curve: ed25519' 'Expire-Date: 0'
make expired SHA512 '' 'Key-Type: RSA' 'Key-Length: 2048' 'Expire-Date: 2020-02-01'
make subkey SHA512 '' 'Key-Type: RSA' 'Key-Length: 2048' 'Key-Usage: cert' \
    'Subkey-Type: RSA' 'Subkey-Length: 2048' 'Subkey-Usage: sign' 'Expire-Date: 0'
make revoked SHA512 '' 'Key-Type: RSA' 'Key-Length: 2048' 'Expire-Date: 0'
for name in rsa dsa ecdsa subkey old expired; do secret "$name"; done
secret locked 'correct horse'
for hash in SHA1 SHA224 SHA256 SHA384 SHA512 RIPEMD160; do sign rsa "$hash"; done
for name in dsa ecdsa edwards old expired subkey revoked; do sign "$name" SHA256; done

sed 's/^:---/---/' "$GNUPGHOME"/openpgp-revocs.d/"$(run --list-keys --with-colons revoked@example.com |
    sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p' | head -1)".rev | run --import
run --export '=revoked <revoked@example.com>' > revoked.pub.gpg
