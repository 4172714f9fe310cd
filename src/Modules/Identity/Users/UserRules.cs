using System.Text;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;
using UserRecord = Lockstep.Contracts.Users.User;

namespace Lockstep.Identity.Users;

/// <summary>What makes a user valid, and who may make one.</summary>
internal static class UserRules
{
    private const int NameMax = 150;
    private const int EmailMax = 180;
    private const string Own = "-own";

    public static Errors Check(UserInput input)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax);
        TextRules.CheckRequired(errors, "email", input.Email, EmailMax);
        if (Runtime.Values.Keys.Clean(input.Email) is { Length: > 0 } email && !Email.IsValid(email))
        {
            errors.Add("email", "Must be an e-mail address like name@example.com.");
        }

        foreach (var role in (input.Roles ?? []).Where(role => role is null || !Permissions.Roles.Contains(role, StringComparer.Ordinal)))
        {
            errors.Add("roles", $"There is no role {role ?? "null"}; {Nearest.Hint(role, Permissions.Roles)}");
        }

        if (input.CustomerId < 1)
        {
            errors.Add("customerId", "Must be the id of a customer.");
        }

        return errors;
    }

    /// <summary>The user's fields as the input has them; roles once each, in the order of the alphabet.</summary>
    public static UserAccount Apply(UserAccount user, UserInput input) => user with
    {
        Name = input.Name!,
        Email = Runtime.Values.Keys.Clean(input.Email)!,
        Roles = [.. (input.Roles ?? []).Select(role => role!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        CustomerId = input.CustomerId,
        Disabled = input.Disabled ?? false,
    };

    /// <summary>
    /// A 403 when roles allow something that the caller may not do. Nobody grants what they do not hold; and nobody lays hands on somebody
    /// who may do more, for a new password or e-mail address would make one into the other.
    /// </summary>
    public static Refusal? Refuse(Caller caller, IEnumerable<string> roles)
    {
        foreach (var role in roles)
        {
            if (
                Permissions.Of([role]).Where(permission => !Holds(caller, permission)).Order(StringComparer.Ordinal).FirstOrDefault() is
                { } beyond)
            {
                return new Refusal(RefusalCode.Forbidden, $"The role {role} allows {beyond}, which {caller.Name} may not do.");
            }
        }

        return null;
    }

    /// <summary>
    /// A 409 where somebody would do to themselves what an admin does for others: it asks neither for the password nor for the second
    /// factor.
    /// </summary>
    public static Refusal? RefuseSelf(Caller caller, UserAccount user, string own) =>
        string.Equals(caller.Subject, user.Subject, StringComparison.Ordinal) ? Self(own) : null;

    /// <summary>Names the way that is there for oneself.</summary>
    public static Refusal Self(string own) =>
        new(RefusalCode.Conflict, $"This is for others; for yourself use {own}, or ask another admin.");

    /// <summary>Who may see all customers may also see one.</summary>
    private static bool Holds(Caller caller, string permission) =>
        caller.Can(permission) || (permission.EndsWith(Own, StringComparison.Ordinal) && caller.Can(permission[..^Own.Length]));

    /// <summary>JSON names of the fields in which two states of a user differ, separated by commas.</summary>
    public static string Changed(UserRecord? before, UserRecord after)
    {
        var names = new StringBuilder();
        Note("name", string.Equals(before?.Name, after.Name, StringComparison.Ordinal));
        Note("email", string.Equals(before?.Email, after.Email, StringComparison.Ordinal));
        Note("roles", (before?.Roles ?? []).SequenceEqual(after.Roles, StringComparer.Ordinal));
        Note("customerId", before?.CustomerId == after.CustomerId);
        Note("disabled", (before?.Disabled ?? false) == after.Disabled);
        Note("hasTotp", (before?.HasTotp ?? false) == after.HasTotp);
        Note("singleSignOn", (before?.SingleSignOn ?? false) == after.SingleSignOn);
        Note("tokenVersion", (before?.TokenVersion ?? 1) == after.TokenVersion);
        return names.ToString();

        void Note(string name, bool isSame) => names.Append(isSame ? "" : names.Length == 0 ? name : $",{name}");
    }
}
