using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Passwords;

/// <summary>What became of an attempt to come in. The numbers are in tables and stay.</summary>
internal enum SignInOutcome
{
    /// <summary>It failed.</summary>
    Failed = 0,

    /// <summary>It failed by its password, which counts for the account wherever it came from as well.</summary>
    WrongPassword = 1,

    /// <summary>One more of something that an address may do a few times in a row, though not for its other accounts.</summary>
    Counted = 2,

    /// <summary>Somebody came in.</summary>
    Entered = 3,

    /// <summary>The account has a new password: what was guessed before, from anywhere, says nothing any more.</summary>
    NewPassword = 4,

    /// <summary>
    /// Nobody came in: somebody registered, or asked for the code of a registration, of which each address has an hourly share.
    /// </summary>
    Registered = 5,

    /// <summary>Nobody came in: a mail went out on somebody's behalf, of which each has an hourly share.</summary>
    Mailed = 6,
}

/// <summary>An attempt to come in.</summary>
/// <param name="Kind">What became of it.</param>
/// <param name="Account">Stands for whatever was typed as an address, in any spelling.</param>
/// <param name="Network">Where it came from.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SignInAttempt(SignInOutcome Kind, UInt128 Account, ClientNetwork Network)
{
    public static SignInAttempt Of(SignInOutcome kind, string account, ClientNetwork from) => new(kind, Digest(account), from);

    /// <summary>Accounts are whatever was typed, so each takes 16 bytes and no more.</summary>
    public static UInt128 Digest(string account) =>
        MemoryMarshal.Read<UInt128>(SHA256.HashData(Encoding.UTF8.GetBytes(Email.Key(account)!)));
}
