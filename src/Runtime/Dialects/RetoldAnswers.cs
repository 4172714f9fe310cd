using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Dialects;

/// <summary>Answers of use cases in the words of a dialect. What is refused, and what shows nothing, stays as it is.</summary>
public static class RetoldAnswers
{
    /// <summary>The record of an answer in another shape.</summary>
    /// <param name="canonical">The answer of the use case.</param>
    /// <param name="record">The JSON of its record.</param>
    /// <param name="shape">Turns the record into the dialect's.</param>
    /// <param name="json">The JSON of that.</param>
    /// <param name="kind">How the dialect calls the outcome; as the use case does when left out.</param>
    public static Task<Answer> RetoldAsync<TRecord, T>(
        this Task<Answer> canonical, JsonTypeInfo<TRecord> record, Func<TRecord, T> shape, JsonTypeInfo<T> json, AnswerKind? kind = null) =>
        canonical.RetoldAsync(record, one => ValueTask.FromResult(shape(one)), json, kind);

    /// <summary>The same for a shape that must look something up.</summary>
    public static async Task<Answer> RetoldAsync<TRecord, T>(
        this Task<Answer> canonical, JsonTypeInfo<TRecord> record, Func<TRecord, ValueTask<T>> shape, JsonTypeInfo<T> json,
        AnswerKind? kind = null)
    {
        var answer = await canonical;
        return answer.Body.Length == 0
            ? answer
            : answer.Retold(
                JsonSerializer.SerializeToUtf8Bytes(await shape(JsonSerializer.Deserialize(answer.Body, record)!), json),
                kind ?? answer.Kind);
    }

    /// <summary>The same answer, with the fields that it refuses under the names that the dialect has for them.</summary>
    /// <param name="canonical">The answer of the use case.</param>
    /// <param name="name">The dialect's name of a field.</param>
    public static async Task<Answer> NamedAsync(this Task<Answer> canonical, Func<string, string> name) =>
        await canonical is { Refusal: { Errors: { } errors } refusal }
            ? refusal with
            {
                Errors = errors.GroupBy(field => name(field.Key), static field => field.Value, StringComparer.Ordinal)
                    .ToDictionary(
                        static field => field.Key, static field => field.SelectMany(static one => one).ToArray(), StringComparer.Ordinal),
            }
            : await canonical;
}
