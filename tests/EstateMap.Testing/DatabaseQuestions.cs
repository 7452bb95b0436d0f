using Npgsql;

namespace EstateMap.Testing;

public static class DatabaseQuestions
{
    public static async Task<object?> ScalarAsync(this NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The first column of every row, as text; null as "-".</summary>
    public static async Task<List<string>> ColumnAsync(this NpgsqlDataSource source, string sql)
    {
        var values = new List<string>();
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            values.Add(await reader.IsDBNullAsync(0) ? "-" : Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!);
        return values;
    }
}
