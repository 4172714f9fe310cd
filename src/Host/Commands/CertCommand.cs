using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lockstep.Host.Settings;
using Lockstep.Runtime.Security;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Host.Commands;

/// <summary><c>lockstep cert export</c>: the certificate for those who are to trust it; never the key.</summary>
internal static class CertCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "Where to write it; to the terminal by default", Arity = ArgumentArity.ZeroOrOne,
        };
        var export = new Command("export", "Write the certificate with its chain as PEM, without the key. Works while the server runs.")
        {
            file,
        };
        export.SetAction(result => Run(HostSettings.Read(), result.GetValue(file), Console.Out, Console.Error));
        return new Command("cert", "The certificate of the HTTPS port") { export };
    }

    public static int Run(IConfiguration configuration, string? to, TextWriter output, TextWriter errors)
    {
        try
        {
            var chain = Read(configuration);
            var pem = string.Concat(chain.Select(certificate => certificate.ExportCertificatePem() + "\n"));
            if (to is null)
            {
                output.Write(pem);
            }
            else
            {
                File.WriteAllText(to, pem);
            }

            var name = to ?? "FILE";
            errors.WriteLine($"SHA-256 fingerprint: {Fingerprint(chain[0])}");
            errors.WriteLine(
                $"To trust it: curl --cacert {name}; NODE_EXTRA_CA_CERTS={name} for Node; for a whole Debian, copy it to "
                    + "/usr/local/share/ca-certificates/lockstep.crt and run update-ca-certificates.");
            return 0;
        }
        catch (CommandException error)
        {
            errors.WriteLine($"lockstep: {error.Message.ReplaceLineEndings(" ")}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"lockstep: {to} can't be written ({error.Message.ReplaceLineEndings(" ")}); name another file.");
        }

        return 1;
    }

    private static X509Certificate2Collection Read(IConfiguration configuration)
    {
        var file = configuration["LOCKSTEP_TLS_CERT"] is { Length: > 0 } configured
            ? configured
            : TlsCertificate.FileIn(HostSettings.FolderOf(configuration));
        if (!File.Exists(file))
        {
            throw new CommandException(
                $"There is no certificate {file} yet; start the server once, which makes it, or set LOCKSTEP_DATA as for the server.");
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(file);
            return chain.Count > 0 ? chain : throw new CommandException($"{file} holds no certificate; check LOCKSTEP_TLS_CERT.");
        }
        catch (Exception error) when (error is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                $"{file} can't be read as a certificate; run the command as the user of the server, or check LOCKSTEP_TLS_CERT.", error);
        }
    }

    /// <summary>As browsers show it.</summary>
    private static string Fingerprint(X509Certificate2 certificate) =>
        string.Join(':', Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)).Chunk(2).Select(pair => new string(pair)));
}
