using Npgsql;
using NpgsqlTypes;

namespace Lockstep.Runtime.Storage.Postgres;

/// <summary>A statement with its values, on its way to the server.</summary>
/// <param name="Sql">The statement.</param>
/// <param name="Values">The values of <c>$1</c>, <c>$2</c> and so on.</param>
/// <param name="HasRows">Whether it answers with rows.</param>
internal readonly record struct PostgresStatement(string Sql, SqlValue[] Values, bool HasRows)
{
    public NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (ref readonly var value in Values.AsSpan())
        {
            command.Parameters.Add(Parameter(value));
        }

        return command;
    }

    /// <summary>Every value says its type, NULL too: a prepared statement is known again by its text and the types of its values.</summary>
    private static NpgsqlParameter Parameter(in SqlValue value) => value.Kind switch
    {
        SqlKind.Integer => new NpgsqlParameter<long> { TypedValue = value.Number, NpgsqlDbType = NpgsqlDbType.Bigint },
        SqlKind.Text => new NpgsqlParameter<string> { TypedValue = value.Text, NpgsqlDbType = NpgsqlDbType.Text },
        SqlKind.Utf8 => new NpgsqlParameter<byte[]> { TypedValue = value.Bytes, NpgsqlDbType = NpgsqlDbType.Text },
        SqlKind.Blob => new NpgsqlParameter<byte[]> { TypedValue = value.Bytes, NpgsqlDbType = NpgsqlDbType.Bytea },
        _ => value.NullOf switch
        {
            SqlKind.Null => new NpgsqlParameter { Value = DBNull.Value },
            var kind => new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = TypeOf(kind) },
        },
    };

    private static NpgsqlDbType TypeOf(SqlKind kind) => kind switch
    {
        SqlKind.Integer => NpgsqlDbType.Bigint,
        SqlKind.Blob => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Text,
    };
}
