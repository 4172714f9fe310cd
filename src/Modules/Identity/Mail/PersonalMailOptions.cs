using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Mail;

/// <summary>What goes out by mail to persons; section <c>Mail</c> of the configuration too, checked at start.</summary>
internal sealed class PersonalMailOptions : IValidatableObject
{
    /// <summary>The page that takes a code, with <c>{code}</c> where it goes. Default empty: the mail has the code alone.</summary>
    [StringLength(2_000)]
    public string ResetUrl { get; init; } = "";

    /// <summary>The most requests for a mail that wait; more are dropped. Default 1000.</summary>
    [Range(1, 100_000)]
    public int QueueMax { get; init; } = 1_000;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ResetUrl.Length > 0 && !ResetLink.IsTemplate(ResetUrl))
        {
            yield return new ValidationResult("Mail:ResetUrl must be a URL with {code} in it.", [nameof(ResetUrl)]);
        }
    }
}
