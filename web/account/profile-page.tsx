/** The page "Profile": what other users see of the signed-in one. */
import { TextArea, TextField } from "../design/field.js";
import { Page, Section } from "../design/page.js";
import { Skeleton } from "../design/placeholder.js";
import { RelativeTime } from "../design/relative-time.js";
import { showToast } from "../design/toast.js";
import { FormView, SubmitButton } from "../forms/form-view.js";
import { useForm } from "../forms/use-form.js";
import { client } from "../session/client.js";
import { type SignedInUser, useViewer } from "../session/use-session.js";
import { updateProfileMutation } from "./operations.generated.js";

/** The page. */
export function ProfilePage() {
  const viewer = useViewer();
  return (
    <Page title="Profile" lead="Every signed-in user can see this.">
      {viewer === null ? <Skeleton count={6} /> : <Profile key={viewer.id} viewer={viewer} />}
    </Page>
  );
}

function Profile({ viewer }: { viewer: SignedInUser }) {
  const form = useForm({ displayName: viewer.displayName, bio: viewer.bio ?? "" }, async (input) => {
    await client.mutate({ mutation: updateProfileMutation, variables: { id: viewer.id, input } });
    showToast("Your profile is saved.");
  });
  return (
    <Section
      title={viewer.username}
      lead={
        <>
          Member since <RelativeTime at={viewer.createdAt} />
        </>
      }
    >
      <FormView form={form}>
        <TextField
          label="Display name"
          autoComplete="name"
          maxLength={100}
          {...form.text("displayName", { required: "A display name" })}
        />
        <TextArea label="About you" optional maxLength={1000} {...form.text("bio")} />
        <div className="button-row">
          <SubmitButton form={form}>Save</SubmitButton>
        </div>
      </FormView>
    </Section>
  );
}
