using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Identity.Passwords;

/// <summary>
/// A secret that people type off a screen or a letter. Only its SHA-256 is kept: with that many random bits a slow hash adds nothing.
/// </summary>
/// <param name="Text">What the person gets, in groups of four.</param>
/// <param name="Hash">What the table has.</param>
internal sealed record OneTimeCode(string Text, byte[] Hash)
{
    /// <summary>32 letters and digits that nobody mistakes for one another: 5 bits each.</summary>
    private const string Alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

    /// <summary>120 bits.</summary>
    private const int LengthUsual = 24;
    private const int GroupLength = 4;

    public static OneTimeCode Create(int length = LengthUsual) => Of(string.Join(
        '-', RandomNumberGenerator.GetString(Alphabet, length).Chunk(GroupLength).Select(group => new string(group))));

    /// <summary>A code that came back, in whatever case and grouping it was typed; a wrong one is simply not in the table.</summary>
    public static OneTimeCode Of(string typed) =>
        new(typed, SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(typed.Where(char.IsLetterOrDigit)).ToLowerInvariant())));
}
