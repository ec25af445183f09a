package api

import (
	"bytes"
	"context"

	"twoway/api/openapi"
	"twoway/release/publish"
)

// GetContract returns openapi.yaml.
func (h *handlers) GetContract(context.Context, openapi.GetContractRequestObject) (openapi.GetContractResponseObject, error) {
	return openapi.GetContract200ApplicationYamlResponse{Body: bytes.NewReader(h.contract.text), ContentLength: int64(len(h.contract.text))}, nil
}

// GetHealth always returns the status alive.
func (h *handlers) GetHealth(context.Context, openapi.GetHealthRequestObject) (openapi.GetHealthResponseObject, error) {
	return openapi.GetHealth200JSONResponse{Status: openapi.HealthStatusAlive}, nil
}

// GetReadiness returns the release in service, with a problem if it may not be the newest. If no release is in service, the
// error has the code unavailable.
func (h *handlers) GetReadiness(context.Context, openapi.GetReadinessRequestObject) (openapi.GetReadinessResponseObject, error) {
	current, err := h.Serve.Current()
	if err != nil {
		return nil, err
	}
	status := h.Serve.Status()
	var notices publish.Notices
	if h.Publish != nil {
		notices = h.Publish.Notices()
	}
	return openapi.GetReadiness200JSONResponse{
		Status: openapi.ReadinessStatusReady, Version: h.version, Release: releaseID(current.Release), Problem: ptrOrNil(status.Problem), Failures: status.Failures,
		WaitingUpgrades: ptrOrNil(notices.Upgrades), FailedSchedules: ptrOrNil(notices.Failed),
	}, nil
}
