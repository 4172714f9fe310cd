using System.Runtime.InteropServices;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Registration;

/// <summary>How far a registration is.</summary>
/// <param name="State">One of the states of <see cref="RegistrationTable"/>.</param>
/// <param name="IsProven">Whether a code has shown that mail to the user's address reaches it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RegistrationState(string State, bool IsProven);

/// <summary>The registrations of users, by user. Whoever writes one holds the user's row.</summary>
internal static class RegistrationTable
{
    /// <summary>For the code of the mail; the user can't come in.</summary>
    public const string Waiting = "waiting";

    /// <summary>Crm is to be asked which customer the user is.</summary>
    public const string Open = "open";

    /// <summary>The address is that of a customer; a code or the staff must say that it is the user's.</summary>
    public const string Unlinked = "unlinked";

    /// <summary>Nothing is left to do.</summary>
    public const string Settled = "settled";

    /// <summary>A clock that was ahead holds nothing up.</summary>
    public static FutureRule Future { get; } = new(
        IdentityDatabase.Name, FutureRule.Skew, "update registrations set due_at = $1 where due_at > $2");

    public static ValueTask<bool> IsWaitingAsync(IReader reader, long user) => reader.FirstAsync(
        "select 1 from registrations where user_id = $1 and state = 'waiting'", static row => row.Int64(0) == 1, user);

    /// <summary>Null for users who did not register themselves.</summary>
    public static async ValueTask<RegistrationState?> FindAsync(IReader reader, long user)
    {
        var found = await reader.FirstAsync(
            "select state, proven from registrations where user_id = $1",
            static row => new RegistrationState(row.Text(0), row.Int64(1) == 1), user);
        return found.State is null ? null : found;
    }

    public static async ValueTask InsertAsync(
        ITransaction transaction, long user, string state, DateTimeOffset dueAt, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            "insert into registrations (user_id, state, proven, due_at, created_at) values ($1, $2, 0, $3, $4)", user, state, dueAt, now);

    public static async ValueTask MoveAsync(ITransaction transaction, long user, RegistrationState state, DateTimeOffset dueAt) =>
        await transaction.ExecuteAsync(
            "update registrations set state = $2, proven = $3, due_at = $4 where user_id = $1", user, state.State, state.IsProven, dueAt);

    /// <summary>Users of whom Crm is to be asked by now.</summary>
    public static ValueTask<IReadOnlyList<long>> ListDueAsync(IReader reader, DateTimeOffset now, int max) => reader.QueryAsync(
        "select user_id from registrations where state = 'open' and due_at <= $1 order by due_at, user_id limit $2",
        static row => row.Int64(0), now, max);

    /// <summary>Users whose code never came back. Those who got a customer stay, and must not stand before the others for ever.</summary>
    public static ValueTask<IReadOnlyList<long>> ListForgottenAsync(IReader reader, DateTimeOffset before, int max) => reader.QueryAsync(
        """
        select r.user_id from registrations r join users u on u.id = r.user_id
        where r.state = 'waiting' and r.created_at < $1 and u.disabled = 1 and u.customer_id is null
        order by r.created_at, r.user_id limit $2
        """,
        static row => row.Int64(0), before, max);
}
