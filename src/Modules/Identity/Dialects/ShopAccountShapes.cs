using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Registration;
using Lockstep.Identity.Sessions;
using Lockstep.Runtime.Http;

namespace Lockstep.Identity.Dialects;

/// <summary>Somebody as the shop knows them; without an id until it is settled which customer they are. Never with a hash.</summary>
internal sealed record ShopAccount(long? Id, string Name, string Email)
{
    public static ShopAccount Of(User user) => new(user.CustomerId, user.Name, user.Email);
}

/// <summary>Who registers; whatever else a shop sends is left aside.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopRegistration(string? Name, string? Email, string? Password)
{
    public RegistrationInput ToInput() => new() { Name = Name, Email = Email, Password = Password };
}

/// <summary>Who wants another code.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopCodeWanted(string? Email);

/// <summary>The code that came by mail, with what was registered.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopProof(string? Email, string? Code, string? Password)
{
    public RegistrationProof ToProof() => new() { Email = Email, Code = Code, Password = Password };
}

/// <summary>What signing in takes.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record ShopLogin(string? Email, string? Password, string? Totp, string? NewPassword)
{
    public LoginRequest ToRequest() => new() { Email = Email, Password = Password, Totp = Totp, NewPassword = NewPassword };
}

/// <summary>Somebody registered.</summary>
internal sealed record ShopRegistered(bool Success, string Message, ShopAccount Customer);

/// <summary>Somebody signed in; the token is a JWT.</summary>
internal sealed record ShopSignedIn(bool Success, string Message, string Token, ShopAccount Customer);

/// <summary>What happens now.</summary>
internal sealed record ShopSaid(bool Success, string Message);

/// <summary>Their JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ShopRegistration))]
[JsonSerializable(typeof(ShopCodeWanted))]
[JsonSerializable(typeof(ShopProof))]
[JsonSerializable(typeof(ShopLogin))]
[JsonSerializable(typeof(ShopRegistered))]
[JsonSerializable(typeof(ShopSignedIn))]
[JsonSerializable(typeof(ShopSaid))]
internal sealed partial class ShopAccountJson : JsonSerializerContext
{
    /// <summary>For answers: letters of every script stay readable.</summary>
    public static ShopAccountJson Wire { get; } = new(JsonBodies.Wire());
}
