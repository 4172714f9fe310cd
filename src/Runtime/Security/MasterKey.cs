using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The key that every secret at rest is sealed with: AES-256-GCM (NIST SP 800-38D). Lives in a file of 32 random bytes that no
/// backup holds; what it sealed can't be opened without it.
/// </summary>
public sealed class MasterKey
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;
    private const byte Version = 1;
    private readonly byte[] _key;

    private MasterKey(byte[] key) => _key = key;

    /// <summary>Reads the key; makes it (mode 0600) when the file is missing.</summary>
    /// <exception cref="StartupException">The file can't be read or made, or does not hold 32 bytes.</exception>
    public static MasterKey Open(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                PrivateFile.Write(path, RandomNumberGenerator.GetBytes(KeyBytes), replace: false);
            }

            return new MasterKey(ReadKey(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The master key {path} can't be read or made; give this user access to it (mode 0600), or set LOCKSTEP_MASTER_KEY_FILE to another file.",
                error);
        }
    }

    /// <summary>Encrypts a secret; the same secret gives another blob each time.</summary>
    /// <param name="purpose">What the secret is for, for example <c>identity/signing-key</c>; the blob opens for this purpose only.</param>
    /// <param name="secret">The secret.</param>
    /// <returns>A version byte, the nonce (12 bytes), the tag (16 bytes), then as many bytes as the secret has.</returns>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret)
    {
        var blob = new byte[HeaderBytes + secret.Length];
        blob[0] = Version;
        var nonce = blob.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(nonce, secret, blob.AsSpan(HeaderBytes), blob.AsSpan(1 + NonceBytes, TagBytes), Associated(purpose));
        return blob;
    }

    /// <summary>Decrypts what <see cref="Seal"/> made for the same purpose.</summary>
    /// <exception cref="CryptographicException">The blob was changed, is for another purpose, or was sealed with another key.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> blob)
    {
        if (blob.Length < HeaderBytes || blob[0] != Version)
        {
            throw new CryptographicException("This is not a sealed secret of a known version.");
        }

        var secret = new byte[blob.Length - HeaderBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(blob.Slice(1, NonceBytes), blob[HeaderBytes..], blob.Slice(1 + NonceBytes, TagBytes), secret, Associated(purpose));
        return secret;
    }

    /// <summary>The version is bound too, so that a blob can't be passed off as one of an older format.</summary>
    private static byte[] Associated(string purpose) => [Version, .. Encoding.UTF8.GetBytes(purpose)];

    private static byte[] ReadKey(string path)
    {
        // One byte more than the key shows a longer file without reading all of it.
        using var file = File.OpenRead(path);
        Span<byte> key = stackalloc byte[KeyBytes + 1];
        var length = file.ReadAtLeast(key, key.Length, throwOnEndOfStream: false);
        return length == KeyBytes
            ? key[..KeyBytes].ToArray()
            : throw new StartupException(
                $"The master key {path} must hold exactly {KeyBytes} bytes; restore it from where it is kept safe, or set LOCKSTEP_MASTER_KEY_FILE to the right file.");
    }
}
