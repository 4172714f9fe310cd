"""A real SMTP server for tests: takes mail on a free port of the loopback and prints each one as a line of JSON.

Who is called refused@... is not known here (550), and later@... is asked to come again (451).

usage: mail_server.py [CERTIFICATE KEY USER PASSWORD]   with these it wants STARTTLS and a sign-in
"""
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Printer:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 no such user here"
        if address.startswith("later@"):
            return "451 4.7.1 come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "subject": mail["subject"],
            "text": (mail.get_body(("plain",)) or mail).get_content(),
            "encrypted": session.ssl is not None,
            "messageId": mail["message-id"],
            "inReplyTo": mail["in-reply-to"],
            "references": mail["references"],
            "sender": mail["from"],
            "raw": envelope.content.decode("utf-8", "replace"),
        }), flush=True)
        return "250 OK"


def make(arguments):
    if not arguments:
        return SMTP(Printer())
    certificate, key, user, password = arguments
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def check(server, session, envelope, mechanism, given):
        good = given.login == user.encode() and given.password == password.encode()
        return AuthResult(success=good, handled=good)

    return SMTP(Printer(), tls_context=context, require_starttls=True, auth_required=True, authenticator=check)


async def main():
    server = await asyncio.get_running_loop().create_server(lambda: make(sys.argv[1:]), "127.0.0.1", 0)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
