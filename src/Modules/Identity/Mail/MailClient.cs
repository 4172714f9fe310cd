using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;

namespace Lockstep.Identity.Mail;

/// <summary>An SMTP client that talks to its server and to nobody else.</summary>
internal sealed class MailClient : SmtpClient
{
    /// <summary>
    /// A certificate may name URLs where its issuer and the list of revoked ones are to be had. Fetching them would be calls that nobody
    /// checks. Names, times and the chain to a trusted root are checked as always.
    /// </summary>
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(
        string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        var options = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        options.CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        return options;
    }
}
