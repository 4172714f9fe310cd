using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lockstep.Runtime.Security;

/// <summary>The files of a configured certificate, and whether they have changed since they were last taken.</summary>
internal sealed class CertificateFiles(string certificate, string key)
{
    private byte[] _taken = [];
    private string? _told;

    /// <summary>The certificate's file.</summary>
    public string Certificate => certificate;

    /// <summary>
    /// What the files hold; null when that is what they held before. Files that can't be used throw, and are tried again by the next call:
    /// the key may only come a moment after its certificate.
    /// </summary>
    public SslStreamCertificateContext? Read()
    {
        // By content, not by date: a mounted secret is a link whose own date says nothing.
        var now = SHA256.HashData([.. File.ReadAllBytes(certificate), .. File.ReadAllBytes(key)]);
        if (now.AsSpan().SequenceEqual(_taken))
        {
            return null;
        }

        var context = Load(certificate, key);
        (_taken, _told) = (now, null);
        return context;
    }

    /// <summary>Whether a fault has not been told yet since the files were last good.</summary>
    public bool IsNews(string fault)
    {
        var isNews = !string.Equals(fault, _told, StringComparison.Ordinal);
        _told = fault;
        return isNews;
    }

    /// <summary>By way of PKCS 12, because the TLS of Windows takes no key that exists in memory only.</summary>
    public static SslStreamCertificateContext Load(string file, string? keyFile)
    {
        using var pem = X509Certificate2.CreateFromPemFile(file, keyFile);
        var loaded = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);

        // Offline: what the chain lacks is the operator's to add, not ours to fetch from an address that a certificate names.
        return SslStreamCertificateContext.Create(loaded, chain, offline: true);
    }
}
