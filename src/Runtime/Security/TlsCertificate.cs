using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The certificate of the HTTPS listener: the configured one, taken anew when its files change, else a self-signed one, kept in
/// <c>tls/certificate.pem</c> of the data folder (mode 0600) and renewed, while the process runs too, when fewer than 30 days are left. Ask
/// for <see cref="Context"/> in each handshake (Kestrel's <c>TlsHandshakeCallbackOptions</c>): it sends the chain too, which a
/// <c>ServerCertificateSelector</c> with
/// <see cref="Current"/> does not. Safe for use by many threads.
/// </summary>
public sealed partial class TlsCertificate
{
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);
    private readonly Lock _renewal = new();
    private readonly string? _file;
    private readonly string _host;
    private readonly CertificateFiles? _files;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile SslStreamCertificateContext _context;
    private long _renewAt;
    private long _startsAt;

    private TlsCertificate(SslStreamCertificateContext context, string? file, string host, TimeProvider clock, ILogger logger)
    {
        (_context, _file, _host, _clock, _logger) = (context, file, host, clock, logger);
        _renewAt = RenewalOf(context);
        _startsAt = StartOf(context);
    }

    private TlsCertificate(CertificateFiles files, TimeProvider clock, ILogger logger)
    {
        (_context, _files, _host, _clock, _logger) = (files.Read()!, files, "", clock, logger);
        _renewAt = (clock.GetUtcNow() + LookAgain).ToUnixTimeMilliseconds();
    }

    /// <summary>The certificate for the next handshake, with its private key.</summary>
    public X509Certificate2 Current => Context.TargetCertificate;

    /// <summary>The same together with the certificates that lead to its authority.</summary>
    public SslStreamCertificateContext Context
    {
        get
        {
            if (IsDue(_clock.GetUtcNow().ToUnixTimeMilliseconds()))
            {
                if (_files is null)
                {
                    Renew();
                }
                else
                {
                    Reload(_files);
                }
            }

            return _context;
        }
    }

    /// <summary>Whether nobody but ourselves vouches for the certificate; then HSTS would lock people out.</summary>
    public bool IsSelfSigned => _file is not null;

    /// <summary>Where the self-signed certificate of a data folder is, together with its key.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "tls", "certificate.pem");

    /// <summary>Takes the self-signed certificate from the data folder; makes or renews it when needed.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="host">The host's name, one of the names of the certificate.</param>
    /// <param name="clock">Decides about renewal.</param>
    /// <param name="logger">Hears of each new certificate.</param>
    /// <exception cref="StartupException">The file can't be read or written, or holds something else.</exception>
    public static TlsCertificate SelfSigned(string folder, string host, TimeProvider clock, ILogger<TlsCertificate> logger)
    {
        var file = FileIn(folder);
        try
        {
            if (!File.Exists(file))
            {
                PrivateFile.Write(file, SelfSignedCertificate.Create(host, clock.GetUtcNow()), replace: false);
                Made(logger, file);
            }

            return new TlsCertificate(CertificateFiles.Load(file, null), file, host, clock, logger);
        }
        catch (CryptographicException error)
        {
            throw new StartupException(
                $"{file} does not hold a certificate with its key; delete it and start again: a new one is made.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{file} can't be read or written; give this user access to it and its folder.", error);
        }
    }

    /// <summary>Takes a configured certificate: PEM files, the certificate's with its chain, the key's without a password.</summary>
    /// <exception cref="StartupException">One is missing or can't be read, or the key is not the certificate's.</exception>
    public static TlsCertificate Configured(string certificateFile, string keyFile, TimeProvider clock, ILogger<TlsCertificate> logger)
    {
        try
        {
            return new TlsCertificate(new CertificateFiles(certificateFile, keyFile), clock, logger);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new StartupException(
                $"LOCKSTEP_TLS_CERT ({certificateFile}) and LOCKSTEP_TLS_KEY ({keyFile}) must be a "
                    + "PEM certificate and its own private key without a password.",
                error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"LOCKSTEP_TLS_CERT ({certificateFile}) or LOCKSTEP_TLS_KEY ({keyFile}) "
                    + "can't be read; check the paths and give this user access.", error);
        }
    }

    /// <summary>One that is yet to be good was made while the clock was ahead.</summary>
    private bool IsDue(long now) =>
        now >= Volatile.Read(ref _renewAt) || now < Volatile.Read(ref _startsAt) - (long)LookAgain.TotalMilliseconds;

    private static long StartOf(SslStreamCertificateContext context) =>
        new DateTimeOffset(context.TargetCertificate.NotBefore.ToUniversalTime()).ToUnixTimeMilliseconds();

    private static long RenewalOf(SslStreamCertificateContext context) =>
        new DateTimeOffset(context.TargetCertificate.NotAfter.ToUniversalTime()).Subtract(RenewBefore).ToUnixTimeMilliseconds();

    /// <summary>The old certificate is not disposed of: handshakes may still be using it.</summary>
    private void Renew()
    {
        lock (_renewal)
        {
            var now = _clock.GetUtcNow();
            if (!IsDue(now.ToUnixTimeMilliseconds()))
            {
                return;
            }

            try
            {
                PrivateFile.Write(_file!, SelfSignedCertificate.Create(_host, now));
                _context = CertificateFiles.Load(_file!, null);
                Volatile.Write(ref _renewAt, RenewalOf(_context));
                Volatile.Write(ref _startsAt, StartOf(_context));
                Made(_logger, _file!);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // The old one is good for days yet: serve on and try again, instead of failing every handshake.
                Volatile.Write(ref _renewAt, (now + RetryAfter).ToUnixTimeMilliseconds());
                Volatile.Write(ref _startsAt, 0);
                NotRenewed(_logger, _file!, error.Message);
            }
        }
    }

    /// <summary>One handshake looks; the others go on with what there is.</summary>
    private void Reload(CertificateFiles files)
    {
        if (!_renewal.TryEnter())
        {
            return;
        }

        try
        {
            if (files.Read() is { } context)
            {
                _context = context;
                Reloaded(_logger, files.Certificate);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            if (files.IsNews(error.Message))
            {
                NotReloaded(_logger, files.Certificate, error.Message);
            }
        }
        finally
        {
            Volatile.Write(ref _renewAt, (_clock.GetUtcNow() + LookAgain).ToUnixTimeMilliseconds());
            _renewal.Exit();
        }
    }

    [LoggerMessage(1201, LogLevel.Information, "self-signed certificate made: {File}")]
    private static partial void Made(ILogger logger, string file);

    [LoggerMessage(1202, LogLevel.Warning, "self-signed certificate {File} could not be renewed, trying again in an hour: {Reason}")]
    private static partial void NotRenewed(ILogger logger, string file, string reason);

    [LoggerMessage(1203, LogLevel.Information, "certificate {File} has changed; new connections get the new one")]
    private static partial void Reloaded(ILogger logger, string file);

    [LoggerMessage(
        1204, LogLevel.Warning,
        "certificate {File} or its key has changed and can't be used, the old one stays; looking again each minute: {Reason}")]
    private static partial void NotReloaded(ILogger logger, string file, string reason);
}
