using Bunit;
using EstateMap.Client.People;
using Microsoft.AspNetCore.Components;

namespace EstateMap.Client.Tests;

/// <summary>Who sits before the page.</summary>
internal static class SignedIn
{
    /// <summary>Renders what follows for an account with these roles; with none, for a visitor who may sign in.</summary>
    public static void As(this BunitContext context, params string[] holds) => context.RenderTree.Add<CascadingValue<Me>>(parameters => parameters.Add(value => value.Value,
        new Me(holds.Length > 0, holds.Length > 0 ? "Desk" : null, null, null, true, [], holds, holds.Contains("administrator"), null, "accounts", null)));
}
