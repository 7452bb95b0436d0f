using System.Text.Json.Nodes;
using EstateMap.Server.Graph;
using EstateMap.Server.People;
using EstateMap.Server.Plans;

namespace EstateMap.Server.Community.Contributions;

/// <summary>What people send in, and how it is decided. Declared in <c>ContributionChanges.graphql</c>.</summary>
internal static class ContributionMutations
{
    public static void Attach(Resolvers resolvers)
    {
        Change(resolvers, "contributeAsset", Roles.Contributor, AddAsync);
        Change(resolvers, "changeAsset", Roles.Contributor, ChangeAsync);
        Change(resolvers, "removeAsset", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "remove", Asset(input), [], Version(input), cancellation));
        Change(resolvers, "confirmAsset", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "confirm", Asset(input), [], null, cancellation));
        Change(resolvers, "claimAsset", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "claim", Asset(input), new JsonObject { ["organisation"] = input.Id("organisation", "Organisation") }, null, cancellation));
        Change(resolvers, "contributeLink", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "link", default, ContributionInputs.Link(Part(input, "link"), isNew: true), null, cancellation));
        Change(resolvers, "changeLink", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "change_link", Link(input), ContributionInputs.Link(Part(input, "link"), isNew: false), Version(input), cancellation));
        Change(resolvers, "removeLink", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "unlink", Link(input), [], Version(input), cancellation));
        Change(resolvers, "offerOrAsk", Roles.Contributor, (edits, input, cancellation) => edits.SendAsync(input, "offer", Asset(input), ContributionInputs.Offer(Part(input, "offer")), null, cancellation));
        Change(resolvers, "closeOffer", Roles.Contributor, CloseAsync);
        Change(resolvers, "comment", Roles.Reader, CommentAsync);
        Change(resolvers, "restoreVersion", Roles.Contributor, (edits, input, cancellation) => edits.RestoreAsync(input, cancellation));
        // Planners decide what is said of scenarios; PostgreSQL knows who may decide what.
        Change(resolvers, "decideContribution", Roles.Reader, DecideAsync);
        Change(resolvers, "withdrawContribution", Roles.Reader, (edits, input, cancellation) => edits.WithdrawAsync(input, cancellation));
    }

    private static void Change(Resolvers resolvers, string field, string role, Func<ContributionEdits, PlanInput, CancellationToken, Task<long>> change) =>
        resolvers.Mutation(field, "contribution", ContributionSql.Entity, role, async (context, input) => await change(context.InName<ContributionEdits>(), new PlanInput(input), context.CancellationToken));

    private static async Task<long> AddAsync(ContributionEdits edits, PlanInput input, CancellationToken cancellation)
    {
        var content = ContributionInputs.Asset(Part(input, "asset"), isNew: true, await edits.GetTodayAsync(cancellation));
        ContributionInputs.CheckIndividual(content);
        return await edits.SendAsync(input, "add", default, content, null, cancellation);
    }

    private static async Task<long> ChangeAsync(ContributionEdits edits, PlanInput input, CancellationToken cancellation)
    {
        var content = ContributionInputs.Asset(Part(input, "asset"), isNew: false, await edits.GetTodayAsync(cancellation));
        ContributionInputs.CheckIndividual(await edits.GetAssetAfterAsync(Asset(input).Asset!.Value, content, cancellation));
        return await edits.SendAsync(input, "change", Asset(input), content, Version(input), cancellation);
    }

    private static Task<long> CloseAsync(ContributionEdits edits, PlanInput input, CancellationToken cancellation)
    {
        if ((string)input.Find("state")! == "OPEN") throw MutationError.Invalid("An offer is closed as met or as withdrawn.", "state");
        return edits.SendAsync(input, "close_offer", new About(Exchange: input.Id("id", "OfferOrAsk")), new JsonObject { ["state"] = ((string)input.Find("state")!).ToLowerInvariant() }, null, cancellation);
    }

    private static Task<long> CommentAsync(ContributionEdits edits, PlanInput input, CancellationToken cancellation)
    {
        var on = (string)input.Find("on")!;
        var about = new About(Asset: GlobalId.FindNumber("CommunityAsset", on), Site: GlobalId.FindNumber("Site", on), Scenario: GlobalId.FindNumber("Scenario", on));
        if (about == default) throw MutationError.NotFound("Comments are made on a community asset, a site or a scenario.", on.Length > 60 ? on[..60] : on);
        var words = ContributionInputs.Words(input, "words", 2000) ?? throw MutationError.Invalid("Say something: the comment is empty.", "words");
        return edits.SendAsync(input, "comment", about, new JsonObject { ["words"] = words }, null, cancellation);
    }

    private static async Task<long> DecideAsync(ContributionEdits edits, PlanInput input, CancellationToken cancellation)
    {
        JsonObject? edited = null;
        if (input.FindPart("asset") is { } asset) edited = ContributionInputs.Asset(asset, isNew: false, await edits.GetTodayAsync(cancellation));
        else if (input.FindPart("link") is { } link) edited = ContributionInputs.Link(link, isNew: false);
        if (edited is not null && await edits.FindSentAsync(input.Id("id", "Contribution"), cancellation) is { } sent)
        {
            if (sent.Kind is not ("add" or "change" or "link" or "change_link")) throw MutationError.Invalid("Only what is said of an asset or a link can be edited before it is accepted.", "asset");
            if (sent.Kind.Contains("link", StringComparison.Ordinal) != (input.FindPart("link") is not null)) throw MutationError.Invalid("An asset is edited with `asset`, a link with `link`.", "asset");
            if (sent.Kind == "add") ContributionInputs.CheckIndividual(ContributionEdits.Merged(sent.Content, edited));
        }

        return await edits.DecideAsync(input, edited, cancellation);
    }

    private static About Asset(PlanInput input) => new(Asset: input.Id("id", "CommunityAsset"));

    private static About Link(PlanInput input) => new(Link: input.Id("id", "Link"));

    private static int Version(PlanInput input) => (int)input.Find("version")!;

    private static PlanInput Part(PlanInput input, string name) => input.FindPart(name) ?? throw MutationError.Invalid($"`{name}` is missing.", name);
}
