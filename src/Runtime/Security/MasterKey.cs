using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The key that wraps the data keys of all databases (<see cref="Vault"/>). Lives in a file of 32 random bytes that no backup holds; what
/// was sealed with those data keys can't be opened without it.
/// </summary>
public sealed partial class MasterKey
{
    /// <summary>The first byte of what is sealed with the master key itself.</summary>
    internal const byte Version = 1;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    private readonly byte[] _key;

    private MasterKey(byte[] key)
    {
        _key = key;
        Fingerprint = Convert.ToHexStringLower(HMACSHA256.HashData(key, "lockstep/master-key/fingerprint"u8).AsSpan(0, 8));
    }

    /// <summary>Says which master key this is and tells nothing about it: 16 hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads the key; makes it (mode 0600) when the file is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="logger">Hears of a file that others may read and this user can't close; null to say nothing.</param>
    /// <exception cref="StartupException">
    /// The file can't be read or made, does not hold 32 bytes, or may be read by others although this user could forbid that.
    /// </exception>
    public static MasterKey Open(string path, ILogger? logger = null)
    {
        try
        {
            if (!File.Exists(path))
            {
                PrivateFile.Write(path, RandomNumberGenerator.GetBytes(SealedBlob.KeyBytes), replace: false);
            }

            var key = new MasterKey(ReadKey(path));
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
            {
                RefuseOpenFile(path, logger);
            }

            return key;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The master key {path} can't be read or made; give this user access to it (mode "
                    + "0600), or set LOCKSTEP_MASTER_KEY_FILE to another file.",
                error);
        }
    }

    /// <summary>
    /// Encrypts a secret; the same secret gives another blob each time. For data keys; all else is sealed by a <see cref="Vault"/>.
    /// </summary>
    /// <param name="purpose">What the secret is for, for example <c>data-key/identity/1</c>; the blob opens for this purpose only.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>A version byte, the nonce (12 bytes), the tag (16 bytes), then as many bytes as the secret has.</returns>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret) => SealedBlob.Seal(_key, [Version], purpose, secret);

    /// <summary>Decrypts what <see cref="Seal"/> made for the same purpose.</summary>
    /// <exception cref="CryptographicException">The blob was changed, is for another purpose, or was sealed with another key.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> blob) => blob.Length > 0 && blob[0] == Version
        ? SealedBlob.Open(_key, 1, purpose, blob)
        : throw new CryptographicException("This is not a sealed secret of a known version.");

    private static byte[] ReadKey(string path)
    {
        // One byte more than the key shows a longer file without reading all of it.
        using var file = File.OpenRead(path);
        Span<byte> key = stackalloc byte[SealedBlob.KeyBytes + 1];
        var length = file.ReadAtLeast(key, key.Length, throwOnEndOfStream: false);
        return length == SealedBlob.KeyBytes
            ? key[..SealedBlob.KeyBytes].ToArray()
            : throw new StartupException(
                $"The master key {path} must hold exactly {SealedBlob.KeyBytes} bytes; restore it from where it is kept safe, or set "
                    + "LOCKSTEP_MASTER_KEY_FILE to the right file.");
    }

    /// <summary>
    /// Who can close the file must. Secrets that a container mounts belong to somebody else or lie on a read-only file system: there
    /// the mode is not ours to mend, and refusing would leave no way to run.
    /// </summary>
    [UnsupportedOSPlatform("windows")]
    private static void RefuseOpenFile(string path, ILogger? logger)
    {
        try
        {
            // Setting the mode that is there already changes nothing, and succeeds only for who may change it.
            File.SetUnixFileMode(path, File.GetUnixFileMode(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (logger is not null)
            {
                OpenToOthers(logger, path);
            }

            return;
        }

        throw new StartupException($"The master key {path} may be read by others; close it (chmod 600 {path}) and start again.");
    }

    [LoggerMessage(1320, LogLevel.Warning, "the master key {File} may be read by others, and its mode is not this user's to change")]
    private static partial void OpenToOthers(ILogger logger, string file);
}
