using EstateMap.Client;
using EstateMap.Client.Api;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Components.WebAssembly.Hosting;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.RootComponents.Add<HeadOutlet>("head::after");
builder.Services.AddScoped(_ => new HttpClient { BaseAddress = new Uri(builder.HostEnvironment.BaseAddress) });
builder.Services.AddScoped<EstateMapApi>();
builder.Services.AddScoped<EstateMap.Client.Data.RegisterApi>();
builder.Services.AddScoped<EstateMap.Client.People.PeopleApi>();
builder.Services.AddScoped<EstateMap.Client.Community.WalkNotes>();
await builder.Build().RunAsync();
