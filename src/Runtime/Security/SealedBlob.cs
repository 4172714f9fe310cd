using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Security;

/// <summary>
/// The form of everything that is sealed: a header that says by what, the nonce (12 bytes), the tag (16 bytes), then as many bytes as the
/// secret has. AES-256-GCM (NIST SP 800-38D) with random nonces, good for 2^32 secrets under one key.
/// </summary>
internal static class SealedBlob
{
    /// <summary>The length of a key.</summary>
    public const int KeyBytes = 32;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> header, string purpose, ReadOnlySpan<byte> secret)
    {
        var tagAt = header.Length + NonceBytes;
        var blob = new byte[tagAt + TagBytes + secret.Length];
        header.CopyTo(blob);
        var nonce = blob.AsSpan(header.Length, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, secret, blob.AsSpan(tagAt + TagBytes), blob.AsSpan(tagAt, TagBytes), Associated(header, purpose));
        return blob;
    }

    /// <exception cref="CryptographicException">The blob was changed, is for another purpose, or was sealed with another key.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, int headerBytes, string purpose, ReadOnlySpan<byte> blob)
    {
        var tagAt = headerBytes + NonceBytes;
        if (blob.Length < tagAt + TagBytes)
        {
            throw new CryptographicException("This is too short for a sealed secret.");
        }

        var secret = new byte[blob.Length - tagAt - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            blob.Slice(headerBytes, NonceBytes), blob[(tagAt + TagBytes)..], blob.Slice(tagAt, TagBytes), secret,
            Associated(blob[..headerBytes], purpose));
        return secret;
    }

    /// <summary>The header is bound too, so that a blob can't be passed off as one of another format or key.</summary>
    private static byte[] Associated(ReadOnlySpan<byte> header, string purpose) => [.. header, .. Encoding.UTF8.GetBytes(purpose)];
}
