using System.Globalization;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Users;

/// <summary>Somebody who signs in, as the table has it.</summary>
internal sealed record UserAccount
{
    private const string Prefix = "user:";

    /// <summary>The columns of <see cref="Read"/>, from a table with the alias <c>u</c>.</summary>
    public const string Columns =
        "u.id, u.email, u.name, u.password_hash, u.roles, u.disabled, u.token_version, u.customer_id, u.sso_subject, u.totp_secret, "
        + "u.totp_step, u.version, u.created_at, u.updated_at, u.password_once";

    private const string ById = $"select {Columns} from users u where u.id = $1";

    /// <summary>How many columns these are.</summary>
    public const int ColumnCount = 15;

    public required long Id { get; init; }

    public required string Email { get; init; }

    public required string Name { get; init; }

    /// <summary>Empty when there is no password: then none fits.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Whether the password was made up for its owner: the first sign-in with it has to bring another one.</summary>
    public bool PasswordOnce { get; init; }

    public required IReadOnlyList<string> Roles { get; init; }

    public bool Disabled { get; init; }

    public required long TokenVersion { get; init; }

    /// <summary>The customer of Crm that this user is; null for staff.</summary>
    public long? CustomerId { get; init; }

    /// <summary>Issuer, a blank and the subject there; null without single sign-on.</summary>
    public string? SsoSubject { get; init; }

    /// <summary>Sealed; null without a second factor.</summary>
    public byte[]? TotpSecret { get; init; }

    /// <summary>The last time step whose code was used.</summary>
    public long TotpStep { get; init; }

    public long Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Where a new user begins.</summary>
    public static UserAccount Empty { get; } = new() { Id = 0, Email = "", Name = "", PasswordHash = "", Roles = [], TokenVersion = 1 };

    /// <summary>The hash to check a password against; null when there is none, so that none fits.</summary>
    public string? Hash => PasswordHash.Length == 0 ? null : PasswordHash;

    /// <summary>What the secrets of a user's second factor are sealed for.</summary>
    public static string TotpPurpose(long user) => string.Create(CultureInfo.InvariantCulture, $"identity/totp/{user}");

    /// <summary>What lets the user in, and stands in no history, in one form of bytes.</summary>
    /// <param name="totp">The secret of the second factor, opened; null without one.</param>
    public byte[] Credentials(byte[]? totp)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(PasswordHash);
        writer.Write(PasswordOnce);
        writer.Write(SsoSubject is not null);
        writer.Write(SsoSubject ?? "");

        // With its length, so that no two states have the same bytes; none is another thing than an empty one.
        writer.Write(totp?.Length ?? -1);
        writer.Write(totp ?? []);
        return bytes.ToArray();
    }

    /// <summary>How tokens, histories and logs name this user.</summary>
    public string Subject => SubjectOf(Id);

    public static string SubjectOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}");

    /// <summary>The id in a subject, or null when that is not a user but, say, an API client.</summary>
    public static long? IdOf(string subject) =>
        subject.StartsWith(Prefix, StringComparison.Ordinal)
        && long.TryParse(subject.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : null;

    public static UserAccount Read(Row row) => new()
    {
        Id = row.Int64(0),
        Email = row.Text(1),
        Name = row.Text(2),
        PasswordHash = row.Text(3),
        Roles = row.Text(4).Split(',', StringSplitOptions.RemoveEmptyEntries),
        Disabled = row.Int64(5) != 0,
        TokenVersion = row.Int64(6),
        CustomerId = row.Int64OrNull(7),
        SsoSubject = row.TextOrNull(8),
        TotpSecret = row.IsNull(9) ? null : row.Bytes(9),
        TotpStep = row.Int64(10),
        Version = row.Int64(11),
        CreatedAt = row.Instant(12),
        UpdatedAt = row.Instant(13),
        PasswordOnce = row.Int64(14) != 0,
    };

    /// <summary>What may be shown and published.</summary>
    public Contracts.Users.User ToRecord() => new()
    {
        Id = Id,
        Name = Name,
        Email = Email,
        Roles = Roles,
        CustomerId = CustomerId,
        Disabled = Disabled,
        HasTotp = TotpSecret is not null,
        SingleSignOn = SsoSubject is not null,
        TokenVersion = TokenVersion,
        Version = Version,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
    };

    public static ValueTask<UserAccount?> FindAsync(IReader reader, long id) =>
        reader.FirstAsync(ById, Read, id);

    /// <summary>The same for a write that decides by it: nobody else changes it until that one has ended.</summary>
    public static ValueTask<UserAccount?> FindForUpdateAsync(ITransaction transaction, long id) =>
        transaction.FirstForUpdateAsync(ById, Read, id);
}
