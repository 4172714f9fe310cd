using System.ComponentModel.DataAnnotations;

namespace Lockstep.Gateway.Edge;

/// <summary>Which other web sites may call from a browser; section <c>Cors</c> of the configuration, checked at start.</summary>
public sealed class CrossOriginOptions : IValidatableObject
{
    /// <summary>
    /// Origins like <c>https://app.example.com</c>, exactly as browsers send them, with commas between; <c>*</c> for any. Default none: no
    /// answer has any of the headers.
    /// </summary>
    [StringLength(10_000)]
    public string Origins { get; init; } = "";

    /// <summary>
    /// Whether those sites may send the cookies of the people who use them; not together with <c>*</c>. Browsers send ours from the same
    /// site only, so the origins must share our scheme and registrable domain, as <c>https://app.example.com</c> does with
    /// <c>https://lockstep.example.com</c>. Default false.
    /// </summary>
    [Required]
    public bool Credentials { get; init; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var origins = WordList.Of(Origins);
        if (origins.Contains("*", StringComparer.Ordinal) && (Credentials || origins.Length > 1))
        {
            yield return new ValidationResult(
                "* goes neither with other origins nor with Cors:Credentials; name the origins one by one.", [nameof(Origins)]);
        }

        foreach (var wrong in origins.Where(IsNoOrigin))
        {
            yield return new ValidationResult(
                $"{wrong} is no origin such as https://app.example.com or http://localhost:5173, without a path.", [nameof(Origins)]);
        }
    }

    /// <summary>Whether an origin is one of those that are named; <c>*</c> names none.</summary>
    internal bool Names(string origin) => WordList.Of(Origins).Contains(origin, StringComparer.OrdinalIgnoreCase);

    private static bool IsNoOrigin(string origin) => origin is not "*"
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
            && uri.Scheme is "http" or "https"
            && string.Equals(uri.GetLeftPart(UriPartial.Authority), origin, StringComparison.OrdinalIgnoreCase)
            && uri.UserInfo.Length == 0);
}
