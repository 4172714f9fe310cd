namespace Lockstep.Contracts.Access;

/// <summary>
/// What the person who started the process for the first time needs to get in; in memory only, and only when it was shown.
/// </summary>
public sealed class FirstSignIn
{
    /// <summary>The first admin's e-mail; null when there was a user already.</summary>
    public string? Email { get; private set; }

    /// <summary>The one-time password that was shown on the terminal; null when it was configured or went to a file.</summary>
    public string? Password { get; private set; }

    /// <summary>Notes down what was shown.</summary>
    public void Shown(string email, string password) => (Email, Password) = (email, password);
}
