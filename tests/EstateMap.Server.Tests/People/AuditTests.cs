using System.Globalization;
using EstateMap.Testing;
using Npgsql;
using Xunit;

namespace EstateMap.Server.Tests.People;

/// <summary>The log of changes: what is in it, and that it cannot be altered unseen.</summary>
public class AuditTests(AccountVillage village) : IClassFixture<AccountVillage>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<string> DoctorAsync(string connection, int code, params string[] more)
    {
        using var doctor = EstateMapProgram.Start(["doctor", "--audit", "--database", connection, .. more]);
        Assert.True(code == await doctor.EndAsync(Cancel), doctor.Output + doctor.Error);
        return doctor.Output;
    }

    /// <summary>Waits until the log holds something, for events of sign-in come in by themselves.</summary>
    private async Task<object> LoggedAsync(string where, params object[] values)
    {
        object? found = null;
        await Patience.UntilAsync(async () => (found = await village.Owner.AskAsync($"SELECT actor FROM audit_entry WHERE {where} ORDER BY id DESC LIMIT 1", values)) is not null, where);
        return found!;
    }

    [Theory]
    [InlineData("INSERT INTO account (title) VALUES ('Caretaker')", "insert", "account")]
    [InlineData("INSERT INTO account_right (account_id, role) SELECT min(id), 'reader' FROM account", "insert", "account_right")]
    [InlineData("DELETE FROM account_right WHERE role = 'reader'", "delete", "account_right")]
    [InlineData("UPDATE account SET sees_restricted = true WHERE title = 'Caretaker'", "update", "account")]
    [InlineData("INSERT INTO hand_edit (dataset_id, record_key, field, value, why, edited_by) VALUES ('village-register', 'V1', 'name', '\"Library\"', 'so', 'x')", "insert", "hand_edit")]
    [InlineData("DELETE FROM hand_edit WHERE record_key = 'V1'", "delete", "hand_edit")]
    [InlineData("INSERT INTO study (title, content) VALUES ('Study', '{}')", "insert", "study")]
    [InlineData("UPDATE study SET title = 'Another' WHERE title = 'Study'", "update", "study")]
    [InlineData("INSERT INTO match_decision (dataset_id, record_key, site_id, is_same, decided_by, why) VALUES ('village-register', 'V1', 2, false, 'person', 'not that')", "insert", "match_decision")]
    [InlineData("UPDATE dataset SET active_run_id = NULL WHERE id = 'village-libraries'", "event", "activation")]
    [InlineData("UPDATE dataset SET organisation_id = 1 WHERE id = 'village-libraries'", "update", "dataset")]
    public async Task Every_kind_of_change_leaves_an_entry_and_the_chain_whole(string change, string action, string subject)
    {
        // The village numbers its own rows; and what a change needs is made first.
        await village.Owner.AskAsync("SELECT setval(pg_get_serial_sequence('hand_edit', 'id'), (SELECT coalesce(max(id), 0) + 100 FROM hand_edit))");
        await village.Owner.AskAsync("INSERT INTO account (title) SELECT 'Caretaker' WHERE NOT EXISTS (SELECT FROM account WHERE title = 'Caretaker')");
        if (change.StartsWith("DELETE FROM account_right", StringComparison.Ordinal)) await village.Owner.AskAsync("INSERT INTO account_right (account_id, role) SELECT max(id), 'reader' FROM account ON CONFLICT DO NOTHING");
        if (change.StartsWith("UPDATE account", StringComparison.Ordinal)) await village.Owner.AskAsync("UPDATE account SET sees_restricted = false WHERE title = 'Caretaker'");
        if (change.StartsWith("DELETE FROM hand_edit", StringComparison.Ordinal)) await village.Owner.AskAsync("INSERT INTO hand_edit (dataset_id, record_key, field, value, why, edited_by) VALUES ('village-register', 'V1', 'postcode', '\"ZZ1 1AA\"', 'so', 'x') ON CONFLICT DO NOTHING");
        if (change.StartsWith("UPDATE study", StringComparison.Ordinal)) await village.Owner.AskAsync("INSERT INTO study (title, content) VALUES ('Study', '{}')");
        if (change.StartsWith("UPDATE dataset SET active", StringComparison.Ordinal)) await village.Owner.AskAsync("UPDATE dataset SET active_run_id = 2 WHERE id = 'village-libraries'");
        if (change.StartsWith("INSERT INTO hand_edit", StringComparison.Ordinal) || change.StartsWith("INSERT INTO match", StringComparison.Ordinal)) await village.Owner.AskAsync("DELETE FROM hand_edit WHERE field = 'name'");
        var before = (long)(await village.Owner.AskAsync("SELECT coalesce(max(id), 0) FROM audit_entry"))!;

        await village.Owner.AskAsync(change);

        Assert.NotNull(await village.Owner.AskAsync("SELECT id FROM audit_entry WHERE id > $1 AND action = $2 AND subject = $3", before, action, subject));
        Assert.Null(await village.Owner.AskAsync("SELECT id FROM audit_fault()"));
    }

    [Fact]
    public async Task No_role_of_the_program_writes_alters_or_removes_an_entry()
    {
        await village.Owner.AskAsync("INSERT INTO account (title) VALUES ('Somebody')");
        foreach (var (role, source) in new (string, NpgsqlDataSource)[] { ("writer", village.Writer), ("editor", village.Database.Editor), ("reader", village.Reader), ("gate", village.Database.Gate) })
            foreach (var sql in new[]
            {
                "INSERT INTO audit_entry (id, at, actor, action, subject, subject_key, change, hash) VALUES (1000000, now(), 'x', 'event', 'x', 'x', '{}', '\\x00')",
                "UPDATE audit_entry SET actor = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
            })
                Assert.True((await Assert.ThrowsAsync<PostgresException>(() => source.AskAsync(sql))).SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.RestrictViolation, $"{role}: {sql}");
        // Even the owner is stopped, short of taking the trigger away.
        Assert.Equal(PostgresErrorCodes.RestrictViolation, (await Assert.ThrowsAsync<PostgresException>(() => village.Owner.AskAsync("UPDATE audit_entry SET actor = 'x'"))).SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => village.Reader.AskAsync("SELECT audit_add('event', 'x', 'x', '{}')"))).SqlState);
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET actor = 'somebody else' WHERE id = 3", 3)]
    [InlineData("UPDATE audit_entry SET change = '{}', hash = audit_seal((SELECT hash FROM audit_entry WHERE id = 1), 2, at, account_id, actor, action, subject, subject_key, '{}') WHERE id = 2", 3)]
    [InlineData("DELETE FROM audit_entry WHERE id = 2", 3)]
    public async Task A_row_that_the_owner_tampered_with_is_found_by_its_number(string tampering, int entry)
    {
        await using var house = new PostgisFixture();
        await house.InitializeAsync();
        for (var n = 0; n < 5; n++) await house.Owner.AskAsync("INSERT INTO account (title) VALUES ($1)", $"Role {n}");
        var whole = await DoctorAsync(house.ConnectionString, 0);
        Assert.Matches("^The log of changes is whole: 5 entries, the last with the hash [0-9a-f]{64}\\.", whole);

        await house.Owner.AskAsync("ALTER TABLE audit_entry DISABLE TRIGGER ALL");
        await house.Owner.AskAsync(tampering);

        Assert.StartsWith($"The log of changes is broken at entry {entry}:", await DoctorAsync(house.ConnectionString, 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tail_that_was_cut_off_shows_against_a_hash_noted_before()
    {
        await using var house = new PostgisFixture();
        await house.InitializeAsync();
        for (var n = 0; n < 3; n++) await house.Owner.AskAsync("INSERT INTO account (title) VALUES ($1)", $"Role {n}");
        var head = (string)(await house.Owner.AskAsync("SELECT encode(hash, 'hex') FROM audit_entry WHERE id = 3"))!;
        await house.Owner.AskAsync("INSERT INTO account (title) VALUES ('One more')");
        Assert.Contains("number 3, and 1 after it", await DoctorAsync(house.ConnectionString, 0, "--head", head), StringComparison.Ordinal);

        await house.Owner.AskAsync("ALTER TABLE audit_entry DISABLE TRIGGER ALL");
        await house.Owner.AskAsync("DELETE FROM audit_entry WHERE id > 2");

        Assert.Contains("is whole: 2 entries", await DoctorAsync(house.ConnectionString, 0), StringComparison.Ordinal);
        Assert.Contains("its end was cut off", await DoctorAsync(house.ConnectionString, 1, "--head", head), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_who_write_at_once_keep_the_chain_whole()
    {
        var before = (long)(await village.Owner.AskAsync("SELECT coalesce(max(id), 0) FROM audit_entry"))!;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            for (var n = 0; n < 10; n++) await village.Owner.AskAsync("INSERT INTO account (title) VALUES ($1)", string.Create(CultureInfo.InvariantCulture, $"Writer {writer}, {n}"));
        }));

        Assert.True((long)(await village.Owner.AskAsync("SELECT max(id) FROM audit_entry"))! >= before + 80);
        Assert.Null(await village.Owner.AskAsync("SELECT id FROM audit_fault()"));
    }

    [Fact]
    public async Task Nobody_waits_for_the_log_to_sign_in_and_the_event_comes_in_when_it_is_free()
    {
        var account = await village.AccountAsync();
        using var browser = village.Browser();
        await using (var import = await village.Owner.OpenConnectionAsync(Cancel))
        await using (var transaction = await import.BeginTransactionAsync(Cancel))
        {
            await using var holding = new NpgsqlCommand("INSERT INTO account (title) VALUES ('Held by an import')", import);
            await holding.ExecuteNonQueryAsync(Cancel);

            // While the log is held, which nothing but the end of this transaction changes.
            using var answer = await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = AccountVillage.Password });
            Assert.True(answer.IsSuccessStatusCode);
            await browser.SendAsync("/account/sign-in", new { login = $"account{account}", password = "not the right one" });
            await transaction.CommitAsync(Cancel);
        }

        Assert.StartsWith("Role ", (string)await LoggedAsync("subject = 'signed in' AND account_id = $1 AND change -> 'at' IS NOT NULL", account), StringComparison.Ordinal);
        await LoggedAsync("subject = 'sign-in failed' AND subject_key = $1", $"{account}");
        Assert.Null(await village.Owner.AskAsync("SELECT id FROM audit_fault()"));
    }

    [Fact]
    public async Task The_first_use_of_a_key_is_an_event_and_later_ones_are_none()
    {
        var account = await village.AccountAsync();
        using var client = await village.KeyAsync(account);
        for (var n = 0; n < 3; n++) Assert.True(await client.IsSignedInAsync());

        await LoggedAsync("subject = 'key first used' AND account_id = $1", account);

        Assert.Equal(1L, await village.Owner.AskAsync("SELECT (SELECT count(*) FROM audit_entry WHERE subject = 'key first used' AND account_id = $1) + (SELECT count(*) FROM gate.event WHERE subject = 'key first used' AND account_id = $1)", account));
    }

    [Fact]
    public async Task Administrators_read_what_became_of_what_field_by_field()
    {
        using var administrator = await village.SignedInAsync("administrator::");
        var made = (long)(await village.Owner.AskAsync("INSERT INTO account (title) VALUES ('Gardener') RETURNING id"))!;
        await village.Owner.AskAsync("UPDATE account SET title = 'Warden' WHERE id = $1", made);

        var answer = await administrator.QueryAsync("{ auditEntries(first: 1, where: { subject: { eq: \"account\" }, subjectKey: { eq: \"" + made + "\" }, action: { eq: \"update\" } }) { nodes { actor action changes { field before after } } } }");

        Assert.Equal("""[{"actor":"EstateMap","action":"update","changes":[{"field":"title","before":"Gardener","after":"Warden"}]}]""", answer.GetProperty("data").GetProperty("auditEntries").GetProperty("nodes").GetRawText());
    }
}
