using System.ComponentModel.DataAnnotations;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Users;

namespace Lockstep.Identity.Sessions;

/// <summary>What is asked of people who sign in; section <c>Identity</c> of the configuration, checked at start.</summary>
internal sealed class RoleOptions : IValidatableObject
{
    /// <summary>
    /// Roles, with commas between, that count only with a second factor: until one is set up, whoever holds them may do nothing else. Who
    /// comes in by the OpenID provider alone has that provider's. Default empty: nobody needs one.
    /// </summary>
    [StringLength(1_000)]
    public string TotpRequired { get; init; } = "";

    private string[] Roles => TotpRequired.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether a user must set a second factor up before anything else.</summary>
    public bool LacksSecondFactor(UserAccount user) =>
        user is { TotpSecret: null, Hash: not null } && user.Roles.Intersect(Roles, StringComparer.Ordinal).Any();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Roles.Except(Permissions.Roles, StringComparer.Ordinal).Select(role => new ValidationResult(
            $"Identity:TotpRequired has the role {role}, but there are only {string.Join(", ", Permissions.Roles)}.",
                [nameof(TotpRequired)]));
}
