using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Imap;
using MailKit.Net.Smtp;

namespace Lockstep.Runtime.Mail;

/// <summary>An SMTP client that talks to its server and to nobody else.</summary>
internal sealed class SecludedSmtpClient : SmtpClient
{
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(
        string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback) =>
        Seclusion.Of(base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback));
}

/// <summary>An IMAP client that talks to its server and to nobody else.</summary>
internal sealed class SecludedImapClient : ImapClient
{
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(
        string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback) =>
        Seclusion.Of(base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback));
}

/// <summary>
/// A certificate may name URLs where its issuer and the list of revoked ones are to be had. Fetching them would be calls that nobody
/// checks. Names, times and the chain to a trusted root are checked as always.
/// </summary>
internal static class Seclusion
{
    public static SslClientAuthenticationOptions Of(SslClientAuthenticationOptions options)
    {
        options.CertificateChainPolicy =
            new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        return options;
    }
}
