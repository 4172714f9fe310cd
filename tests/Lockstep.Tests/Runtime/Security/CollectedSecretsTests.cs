using System.Text;

namespace Lockstep.Tests.Runtime.Security;

public sealed class CollectedSecretsTests
{
    /// <summary>Who looks for nothing finds nothing: each form of a secret is found where it was planted.</summary>
    [Fact]
    public void A_planted_secret_is_found_in_every_form()
    {
        var secrets = new CollectedSecrets();
        const string Secret = "söme Secret/with?odd letters";
        secrets.Add("planted", Secret);
        var bytes = Encoding.UTF8.GetBytes(Secret);
        string[] forms =
        [
            Secret,
            Convert.ToBase64String(bytes),
            Convert.ToHexString(bytes),
            Convert.ToHexStringLower(bytes),
            Uri.EscapeDataString(Secret),
            .. Enumerable.Range(1, 6).Select(shift => Convert.ToBase64String([.. new byte[shift], .. bytes, 7, 7])),
            .. Enumerable.Range(1, 6).Select(shift => System.Buffers.Text.Base64Url.EncodeToString([.. new byte[shift], .. bytes])),
        ];
        forms.ShouldAllBe(form => secrets.FindIn($"before {form} after").Count == 1);
        secrets.FindIn("söme Secret/with?odd letter").ShouldBeEmpty();
    }
}
