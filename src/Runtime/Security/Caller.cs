using Microsoft.AspNetCore.Http;

namespace Lockstep.Runtime.Security;

/// <summary>Who sends a request, as the verified token says.</summary>
/// <param name="Subject">Goes into histories, for example <c>user:1</c>.</param>
/// <param name="Name">For people, for example the e-mail address.</param>
/// <param name="Granted">The permissions of its roles.</param>
public sealed record Caller(string Subject, string Name, IReadOnlySet<string> Granted)
{
    private static readonly object Key = new();

    /// <summary>Whether the caller holds a permission, one of <see cref="Permissions"/>.</summary>
    public bool Can(string permission) => Granted.Contains(permission);

    /// <summary>The caller of a request; null when it is anonymous.</summary>
    public static Caller? Of(HttpContext context) => context.Items[Key] as Caller;

    /// <summary>Notes down who the verified token of a request speaks for.</summary>
    public void SetOn(HttpContext context) => context.Items[Key] = this;
}
