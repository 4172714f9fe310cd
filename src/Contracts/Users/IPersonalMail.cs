namespace Lockstep.Contracts.Users;

/// <summary>
/// Sends mail to one person, for modules that have something to ask of an address. Served in the same process or over HTTP: the caller
/// can't tell.
/// </summary>
public interface IPersonalMail
{
    /// <summary>Whether this installation sends mail at all.</summary>
    bool IsOn { get; }

    /// <summary>
    /// Sends a mail behind the caller's back, never waiting for the server. A process that is killed loses what was not out yet, so that
    /// whoever needs it must be able to ask again.
    /// </summary>
    /// <param name="onBehalfOf">Who brought it about; each gets five mails sent within an hour.</param>
    /// <param name="address">The one address that it goes to.</param>
    /// <param name="subject">One line.</param>
    /// <param name="text">Plain text.</param>
    /// <returns>False when it was not taken: mail is off, too many wait, or its cause had enough of them.</returns>
    bool Send(string onBehalfOf, string address, string subject, string text);
}
