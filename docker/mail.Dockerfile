# A mail server to try the service with: Dovecot (IMAPS) and Postfix (local mailboxes only), both Debian's.
FROM debian:bookworm-slim
# Debian's stable release pins the versions; its security updates are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        dovecot-imapd dovecot-lmtpd openssl postfix tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10002 --create-home --home-dir /srv/mail vmail
COPY dovecot.conf /etc/dovecot/dovecot.conf
COPY mail-entrypoint /usr/local/bin/mail-entrypoint
VOLUME ["/srv/mail", "/srv/key", "/srv/certificate"]
EXPOSE 993 25
HEALTHCHECK --interval=30s --timeout=5s CMD ["doveadm", "service", "status", "imap"]
ENTRYPOINT ["/usr/bin/tini", "--", "mail-entrypoint"]
